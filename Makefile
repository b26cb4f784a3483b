# Two commands do everything: `make audit` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: audit pictures test fuzz browser recogniser setup lab lint unit notebooks rerun lock clean

## audit: set up, audit data/raw, write data/processed and the site in reports/site
audit: $(READY)
	$(BIN)/audit run data/raw --out data/processed --site reports/site --csv
	@echo
	@echo "Records and tables:  data/processed"
	@echo "Scorecards:          reports/site/index.html"
	@echo "Notebooks:           make lab"

## test: everything that CI checks
test: lint unit notebooks

## browser: Chromium for the tests of the site, where apt can install it
browser:
	.ci/chromium

## recogniser: tesseract for the tests of scanned policies, where apt can install it
recogniser:
	.ci/tesseract

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: $(READY)
	$(BIN)/pytest -n 2 --dist loadscope

notebooks: $(READY)
	cd notebooks && ../$(BIN)/pytest --nbval-lax --nbval-current-env --nbval-cell-timeout 300 -q -c /dev/null --rootdir . *.ipynb

## rerun: execute the notebooks anew from their .py twins and save the outputs (after every change of rules)
rerun: $(READY)
	cd notebooks && ../$(BIN)/jupytext --quiet --to ipynb --update 0*.py
	cd notebooks && ../$(BIN)/jupyter nbconvert --log-level=ERROR --to notebook --inplace --execute --ExecutePreprocessor.record_timing=False 0*.ipynb

## pictures: those of the README anew, after a change of looks (needs Chromium)
pictures: $(READY)
	$(BIN)/python docs/img/make.py

## setup: .venv with the `audit` command, versions as in constraints.txt
setup: $(READY)

$(READY): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -c constraints.txt torch
	$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[cluster,lab,dev]"
	touch $@

## lab: JupyterLab on the notebooks
lab: $(READY)
	$(BIN)/jupyter lab notebooks

## lock: write the versions of .venv to constraints.txt
lock: $(READY)
	$(BIN)/python -m pip freeze --exclude-editable | sed -e 's/^\(torch==[0-9.]*\)+.*/\1/' -e '/ @ /d' > constraints.txt

## fuzz: ten thousand made inputs each for reading and for all that follows
fuzz: $(READY)
	$(BIN)/python benchmarks/fuzz.py read -runs=10000
	$(BIN)/python benchmarks/fuzz.py facts -runs=10000

clean:
	rm -rf .venv data/processed reports/site
