"""English, native and translated from Russian."""

from audit.lang.pack import Pack

PACK = Pack(
    code="en",
    name="English",
    macros={
        "abroad": (
            "(usa|united states|u.s|germany|europe*|russia*|netherlands|ireland|finland|singapore|ch"
            "ina|turkey|united kingdom|uk|france|switzerland|poland|sweden|korea|japan|uzbekistan|kyrgy"
            "zstan|belarus|ukraine|uae|emirates|india|eu|eea|european union|frankfurt|moscow|novosibirs"
            "k|yekaterinburg|warsaw|amsterdam|dublin|london|helsinki|istanbul|tashkent|stockholm|seoul|"
            "madrid|virginia|oregon|belgium|spain|italy|austria|czech*|lithuania|latvia|estonia|bulgaria|romania|"
            "georgia|azerbaijan|armenia|canada|australia|israel|hong kong|thailand|egypt)"
        ),
        "kzcity": (
            "(almaty|astana|shymkent|karaganda|aktobe|aktau|atyrau|pavlodar|kostanay|taraz|uralsk|semey"
            "|kokshetau|turkistan|taldykorgan|zhezkazgan|rudny|temirtau|ekibastuz|konaev|zhanaozen|kentau|balkhash|kosshy|"
            "kyzylorda|oskemen|ust-kamenogorsk|petropavl*|ridder|stepnogorsk|talgar|kaskelen)"
        ),
        "num": "(one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|fifteen|thirty|forty-five|sixty|ninety)",
        "pd": "(personal|personally identifiable|private|confidential) [and other] {info}|pii",
        "not": "(not|never|cannot|don't|doesn't|didn't|won't|isn't|aren't|can't|wouldn't)",
        "info": "(data|information|details|particulars|info)",
        "operator": "(operator*|company|we|us|our|administration|organi(s|z)ation|provider|service|"
        "platform|controller|owner|seller|bank|clinic|university|app|developer*|website|site|team|"
        "employer|school|hotel|fund|foundation|centre|center|agency)",
        "subject": "(user|users|you|your|subject*|client*|customer*|visitor*|individual*|person*|"
        "people|patient*|passenger*|applicant*|candidate*|employee*|guest*|student*|buyer*|member*|"
        "subscriber*|participant*|citizen*|consumer*|player*|traveller*|traveler*|they)",
        "third": "(third (party|parties|persons|person)|3rd part*|"
        "(other|outside|external|unaffiliated|anyone|unauthori(s|z)ed) (compan*|part*|organi*|person*|people|entit*|users)|"
        "anyone else|outsiders|others)",
        "limit": "((within|later than|up to|no more than|not exceed*|in the course of|during) <3> (#|{num})|"
        "in (#|{num})) <4> (day*|hour*|month*|week*)|"
        "(within|later than|by) <1> next <2> day|(within|in) (a|an) [working|calendar] (day|week|month)",
        "breach": "(breach*|violation* <2> security|leak|leaks|leaked|leakage*|incident*|compromis*|hacked|stolen|"
        "(falls|fall|fell|get|gets|got) into <2> (wrong|other|strange*) <1> hands)",
        "law": "(law|laws|legislation|statut*|regulation*|legal (requirement*|obligation*|act*))",
        "kz": "(kazakhstan*|rk|kz)",
        "site": "(site*|website*|portal*|platform*|app|apps|application*|service*|program*|system*|"
        "bot|resource*|product*|plugin*|plug-in*|software|game*)",
        "policy": "(policy|policies|document*|notice|statement|terms|agreement|rules)",
        "consent": "(consent*|permission*|agree*|authori(s|z)ation|approval)",
        "withdraw": "(withdraw*|revoke*|revocation|retract*|cancel*)",
        "give": "(share*|sharing|disclos*|transfer*|transmit*|provid*|pass|passed|passing|give*|giving|"
        "sell|sold|rent*|sent|send|release*|reveal*|convey*)",
        "entitled": "(right* to|entitled to|may|can|able to|allowed to)",
    },
    headings={
        "definitions": (
            "definition*",
            "term* and (definition*|concept*)",
            "(basic|key|main) (term*|concept*)",
            "glossary",
            "interpretation",
            "terms used",
        ),
        "cross_border": (
            "cross-border",
            "international (transfer*|data)",
            "(transfer*|storage) <3> (abroad|outside|overseas)",
        ),
        "cookies": ("cookie*", "tracking", "analytics", "similar technolog*", "pixel*"),
        "children": ("child*", "minor*", "kids", "age"),
        "legal_basis": (
            "legal (basis|bases|ground*)",
            "lawful (basis|bases)",
            "(basis|grounds) for processing",
        ),
        "purposes": (
            "purpose*",
            "why",
            "how [do] we use",
            "use of [your] {info}",
            "how [your] {info} <3> used",
            "what we use",
        ),
        "rights": (
            "rights",
            "your (right*|choice*|control*|option*)",
            "withdraw* of consent",
            "(access|updating|deletion|opting)",
            "opt-out",
        ),
        "storage": ("retention", "stor*", "how long", "keep", "deletion", "place"),
        "security": (
            "security",
            "safeguard*",
            "protect*",
            "how [do] we (secure|protect)",
            "measures",
        ),
        "transfer": (
            "third part*",
            "(shar*|disclos*|transfer*)",
            "recipient*",
            "who (has|gets|can|sees|receives)",
            "service providers",
        ),
        "changes": ("change*", "update*", "amendment*", "modification*", "revision*"),
        "consent": ("consent*", "acceptance", "agreement"),
        "liability": ("liabilit*", "responsibilit*", "disclaimer*"),
        "disputes": ("dispute*", "governing law", "claims"),
        "contacts": (
            "contact*",
            "how to reach",
            "feedback",
            "questions",
            "requisites",
            "who we are",
            "enquir*",
        ),
        "processing": ("(procedure|conditions|manner|methods|principles|order)", "processing"),
        "data": ("{info}", "collect*", "what we"),
        "general": (
            "general",
            "introduction",
            "overview",
            "scope",
            "final provisions",
            "subject matter",
            "about",
        ),
    },
    definition=(
        "^ <9> – (any|an|a|the|it is|this is)",
        "^ <7> (refers to|shall mean|is understood as|are understood as|is defined as)",
        "^ <7> means (any|a|an|all|every|information|data|personal|such|those|electronic|natural|legal)",
        "^ <5> is any information",
        "^ (personal|biometric) (data|information) <2> –",
        "^ personal (data|information) : <30> (identif*|relating|allowing)",
        "^ <2> (processing|blocking|dissemination|destruction|depersonali(s|z)ation|anonymi(s|z)ation) [of personal data] –",
    ),
    provision=("this <2> (policy|notice|statement|agreement)",),
    furniture=(
        "^ (opening|working|business) hours",
        "(mon|monday|sat|saturday)-(fri|friday|sun|sat|sunday)",
        "^ (menu|home|about|about us|login|log in|sign in|sign up|register|cart|search|blog|"
        "news|services|read more|back|next|submit|send|close|accept|accept all|faq|careers|pricing|docs) $",
        "all rights reserved",
        "^ (kz|ru|en|қаз|рус|eng|қазақша|русский|english) $",
    ),
    abbreviations=frozenset(
        [
            "e.g",
            "i.e",
            "etc",
            "inc",
            "ltd",
            "llc",
            "co",
            "no",
            "art",
            "st",
            "mr",
            "mrs",
            "ms",
            "dr",
            "vs",
            "u.s",
            "approx",
            "jan",
            "feb",
            "mar",
            "apr",
            "aug",
            "sept",
            "oct",
            "nov",
            "dec",
            "tel",
        ]
    ),
    months={
        "january": 1,
        "jan": 1,
        "february": 2,
        "feb": 2,
        "march": 3,
        "mar": 3,
        "april": 4,
        "apr": 4,
        "may": 5,
        "june": 6,
        "jun": 6,
        "july": 7,
        "jul": 7,
        "august": 8,
        "aug": 8,
        "september": 9,
        "sep": 9,
        "sept": 9,
        "october": 10,
        "oct": 10,
        "november": 11,
        "nov": 11,
        "december": 12,
        "dec": 12,
    },
    numbers={
        "one": 1,
        "two": 2,
        "three": 3,
        "four": 4,
        "five": 5,
        "six": 6,
        "seven": 7,
        "eight": 8,
        "nine": 9,
        "ten": 10,
        "twelve": 12,
        "fourteen": 14,
        "fifteen": 15,
        "twenty": 20,
        "twenty-one": 21,
        "thirty": 30,
        "forty": 40,
        "forty-five": 45,
        "sixty": 60,
        "ninety": 90,
    },
    units={"hour": "H", "day": "D", "week": "W", "month": "M", "year": "Y"},
)
