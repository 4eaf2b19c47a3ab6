"""Requests that Keystep does not teach, and what it says instead.

Patterns over normalised English text: predictable, testable and independent of the model, so that
no prompt can talk it round. It is the first of two fences: the library teaches only what an
instructor published. First aid, kitchen knives, pest control and household glue guns must pass;
the tests hold both lists. Other languages are left to the model's own judgement and the library.
`emergency` stops nothing: it puts the number to call in front of whatever the tutor says next.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_EMERGENCY = "Emergency: 112 (Europe and most mobile phones), 911 (US, Canada), 999 (UK)"
_CRISIS = (
    "In danger now: 112 (Europe), 911 or 988 (US, Canada), 999 (UK)",
    "988 Suicide & Crisis Lifeline: call or text 988 (US, Canada)",
    "Samaritans: 116 123 (UK and Ireland, free, day and night)",
    "Any other country: findahelpline.com",
)
_POISON = (_EMERGENCY, "Poison Help: 1-800-222-1222 (US); elsewhere your poison centre or 112")
_GAS = (_EMERGENCY, "Gas emergency: 0800 111 999 (UK); elsewhere your gas supplier or 112")
_CALL = (
    "If this is happening now, call the emergency number first, put the phone on speaker and do "
    "what the call handler says."
)


@dataclass(frozen=True)
class Refusal:
    category: str
    text: str
    help_lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Rule:
    category: str
    pattern: str
    text: str
    help_lines: tuple[str, ...] = ()
    unless: str = ""  # a pattern that makes it harmless


_MAKE = (
    r"(?:mak(?:e|ing)|build(?:ing)?|creat(?:e|ing)|craft(?:ing)?|assembl(?:e|ing)|prepar(?:e|ing)|"
    r"cook(?:ing)?|brew(?:ing)?|produc(?:e|ing)|synthesi[sz](?:e|ing)|extract(?:ing)?|"
    r"mix(?:ing)?|print(?:ing)?|mill(?:ing)?|get|construct(?:ing)?|manufactur(?:e|ing))"
)
_DO = (
    r"(?:wir(?:e|ing)|rewir(?:e|ing)|install(?:ing)?|replac(?:e|ing)|repair(?:ing)?|fix(?:ing)?|"
    r"mov(?:e|ing)|add(?:ing)?|connect(?:ing)?|chang(?:e|ing)|fit(?:ting)?|remov(?:e|ing)|"
    r"disconnect(?:ing)?|relocat(?:e|ing)|extend(?:ing)?|open(?:ing)?|hook(?:ing)? up|service)"
)
_DISARM = (
    r"(?:disabl(?:e|ing)|bypass(?:ing)?|defeat(?:ing)?|overrid(?:e|ing)|trick(?:ing)?|"
    r"cheat(?:ing)?|jam(?:ming)?|remov(?:e|ing)|tak(?:e|ing) off|tap(?:e|ing) (?:down|over)|"
    r"deactivat(?:e|ing)|block(?:ing)?|short(?:ing)? out|switch(?:ing)? off|turn(?:ing)? off)"
)
_GAP = r"(?:\W+\w+){0,4}?\W+"  # up to four words between
_SOMEONE = (
    r"(?:someone|somebody|anyone|people|a person|a man|a woman|a child|a kid|him|her|them|"
    r"(?:my|his|her|their|the|a|our)\W+(?:\w+\W+)?(?:wife|husband|neighbou?rs?|boss|ex|girlfriend|"
    r"boyfriend|partner|mother|father|mom|mum|dad|parents?|brother|sister|friend|teacher|"
    r"roommate|flatmate|coworker|colleague|child|kids?|baby|dog|cat|pet))"
)
_FIRST_AID = (
    r"\bfirst aid\b|\btreat(?:ing|ment)?\b|\bhas (?:been|swallowed|taken)\b|\bwas (?:poisoned|"
    r"stabbed|bitten)\b|\bswallowed\b|\bsymptoms?\b|\brecogni[sz]e\b|\bantidote\b|\brescue\b|"
    r"\bfood poisoning\b|\bpoison (?:ivy|oak|sumac)\b|\bprevent|\bprotect\b|\bavoid\b|\bproof\b"
)

_RULES: tuple[_Rule, ...] = (
    _Rule(
        "self-harm",
        r"\bkill(?:ing)? (?:myself|me)\b|\bsuicid|\b(?:end|take|ending|taking) my (?:own )?life\b|"
        r"\bwant(?:ed)? to die\b|\b(?:don'?t|do not) want to (?:live|be alive)\b|"
        r"\bself[- ]?harm|\b(?:how (?:to|do i|can i|should i)|want to|going to|ways to|best way to)"
        r"(?:\W+\w+){0,3}?\W+(?:hurt|harm|cut|burn|hang|drown|starve|poison|strangle|shoot|stab)"
        r" myself\b|\bhang(?:ing)? myself\b|\b(?:cut|slit|cutting|slitting) my (?:wrists?|"
        r"veins?)\b|"
        r"\b(?:tie|make|tying|knot) (?:a |the )?(?:noose|hangman'?s (?:knot|noose))\b|"
        r"\b(?:how (?:many|much)\b.{0,60}\b(?:to (?:overdose|die)|kill me)|"
        r"(?:want|going|how) to overdose)\b|\bpainless (?:death|way to die)\b|"
        r"\b(?:hurt|harm|cut|burn|burnt)(?:ed|ing|ting)? myself (?:on purpose|deliberately)\b",
        "I am really sorry that you are in so much pain. I will not help with this, but you do not "
        "have to carry it alone. Please talk to someone right now, they are there for exactly "
        "this.",
        _CRISIS,
        unless=r"\b(?:don'?t|not to|without|avoid|never|stop)(?:\W+\w+){0,3}?\W+"
        r"(?:cut|burn|hurt|poison|stab) myself\b",
    ),
    _Rule(
        "despair of another",
        r"\bkill(?:ing|s)? (?:himself|herself|themsel(?:f|ves))\b|\b(?:wants?|wanted|going|"
        r"threat\w+|tr(?:ies|ying)) to (?:hurt|harm|hang|drown|shoot|poison) (?:himself|herself|"
        r"themsel(?:f|ves))\b|\b(?:he|she|they) (?:wants?|wanted) to die\b",
        "Take it seriously. Stay with them if that is safe for you, listen, and call now: these "
        "lines also advise whoever is worried about somebody.",
        _CRISIS,
    ),
    _Rule(
        "a child that does not breathe",
        r"\b(?:baby|babies|infant|newborn|toddler|child|children|kid)\b.{0,40}\b(?:not "
        r"breathing|stopped breathing|unconscious|collapsed|cpr)\b|"
        r"\bcpr\b.{0,30}\b(?:baby|babies|infants?|newborn|toddler|child(?:ren)?|kids?)\b",
        f"{_CALL} A baby or a child needs rescue breaths as well as compressions: the call handler "
        "guides you. The lesson here is for adults, so I do not open it.",
        (_EMERGENCY,),
    ),
    _Rule(
        "gas leak",
        r"\b(?:smell|smells of|smelling) gas\b|\bgas leak(?:ing)?\b|\bleaking gas\b",
        "If you smell gas now: leave the building at once, touch no switch and light nothing, "
        "leave "
        "doors open behind you, and call from outside. Repairing it is work for a gas engineer.",
        _GAS,
    ),
    _Rule(
        "weapons and explosives",
        rf"\b{_MAKE}{_GAP}(?:(?:pipe |nail |petrol |fire ?|dirty |car |letter )?bombs?|"
        r"explosives?|molotovs?|grenades?|gun ?powder|black powder|thermite|detonators?|tatp|"
        r"petn|semtex|c-?4|napalm|flash ?powder|land ?mines?|booby ?traps?|(?:ghost |zip |"
        r"hand)?guns?|"
        r"firearms?|pistols?|rifles?|shotguns?|silencers?|suppressors?|ammunition|bullets?|"
        r"fire ?crackers?|fire ?works?|rocket fuel|flame ?throwers?|tasers?|brass knuckles|"
        r"crossbows?|blow ?guns?)\b|"
        r"\b(?:molotov|pipe bomb|nail bomb|tatp|improvised explosive)\b|\bblow(?:ing)? up "
        rf"(?:a |the |my |an )?(?:\w+ )?(?:house|car|building|school|bridge|{_SOMEONE})\b|"
        r"\bconvert\b.{0,30}\b(?:full(?:y)?[- ]auto)",
        "I do not teach how to make weapons or explosives.",
        unless=r"\b(?:bath|seed|flower|cocoa|chocolate|photo|stink|water|glitter|fat) bombs?\b|"
        r"\b(?:glue|heat|nail|spray|water|massage|caulk(?:ing)?|grease|staple|paint|price|squirt|"
        r"toy|nerf|tape|paper|lego|rubber[- ]band|cardboard|label|soldering|tattoo) ?guns?\b|"
        r"\bsilver bullets?\b|\bbullet (?:journal|points?)\b",
    ),
    _Rule(
        "toxic gases and poisons",
        r"\bmix(?:ing)?\b.{0,40}\bbleach\b.{0,40}\b(?:ammonia|acid|vinegar|alcohol|cleaner)\b|"
        r"\bbleach (?:and|with|plus) (?:ammonia|acid|vinegar)\b|"
        rf"\b{_MAKE}{_GAP}(?:poison(?:s|ous gas)?|ricin|cyanide|sarin|nerve (?:agent|gas)|"
        r"mustard gas|chlorine gas|chloramine|toxic gas|chloroform|tear gas|anthrax|botulin(?:um)?|"
        rf"arsenic|toxins?)\b|\bpoison(?:ing)? {_SOMEONE}\b|\bundetectable poison",
        "I do not teach how to make poisons or toxic gases, and mixing cleaning agents can kill.",
        _POISON,
        unless=_FIRST_AID,
    ),
    _Rule(
        "harming others",
        r"\b(?:kill|murder|stab|strangle|kidnap|torture|assault|suffocate|drown|choke out|"
        r"knock out|"
        rf"hurt|beat up|drug|spike|shoot)(?:ing)? {_SOMEONE}\b|\b(?:dispose of|hide|get rid of) "
        r"(?:a |the )?(?:dead )?(?:body(?! (?:odou?r|fat|hair|lice|oil))|corpse)\b|\bspik(?:e|"
        r"ing) (?:a|her|his|someone'?s) drink\b|"
        r"\bdate rape\b|\bchild (?:porn|abuse)\w*\b|\bcsam\b|\bsecretly (?:track|film|record)\b",
        "I do not teach anything meant to harm a person or an animal. If someone is in danger, "
        "please call for help now.",
        (_EMERGENCY,),
        unless=_FIRST_AID,
    ),
    _Rule(
        "illegal drugs",
        rf"\b{_MAKE}{_GAP}(?:(?:crystal )?meth(?:amphetamine)?|amphetamines?|speed pills|cocaine|"
        r"crack cocaine|heroin|opium|mdma|ecstasy|lsd|ghb|fentanyl|dmt|ketamine|krokodil|"
        r"spice drug)"
        r"\b|\bdistil(?:l|ling)? (?:\w+ )?(?:alcohol|spirits?|vodka|whisk(?:e)?y|moonshine)\b|"
        r"\b(?:make|making|brew|brewing) moonshine\b",
        "I do not teach how to make drugs or spirits: it is illegal in most places, and it harms.",
        ("Worried about drug use: findahelpline.com, or 1-800-662-4357 (SAMHSA, US)",),
    ),
    _Rule(
        "breaking in and fraud",
        r"\b(?:pick(?:ing)?|open(?:ing)?|crack(?:ing)?|bump(?:ing)?|rak(?:e|"
        r"ing))(?:\W+\w+){0,4}?\W+"
        r"(?:locks?|padlocks?|deadbolts?|safe)\b(?=.*)|\block ?pick|"
        r"\bbreak(?:ing)? in(?:to)? (?:a |an |the |my |some\w+ |their |his |her )?(?:\S+ )?"
        r"(?:house|home|car|flat|apartment|shop|store|office|phone|account|safe|building|garage|"
        r"shed|locker|computer|laptop|wi-?fi)\b|\bhot-?wir(?:e|ing)\b|\bshop-?lift|"
        r"\bsteal(?:ing)? (?:a|an|the|my|some\w*|cars?|bikes?|bicycles?|money|wi-?fi)\b|"
        r"\bhack(?:ing)? (?:into|some\w+|my|a|an|the|his|her|their) ?(?:\S+ ){0,3}(?:account|"
        r"phone|wi-?fi|"
        r"computer|e-?mail|facebook|instagram|atm|bank|webcam|neighbou?r\S*)\b|"
        r"\b(?:forg|counterfeit|fak)(?:e|ing|er)? (?:\w+ ){0,2}(?:passports?|ids?|id cards?|"
        r"signatures?|"
        r"money|bank ?notes?|bills|prescriptions?|documents?|cheques?|licen[cs]es?)\b|"
        r"\b(?:clone|skim)(?:ming|ing)? (?:a |an )?(?:credit|bank|debit) cards?\b|"
        r"\bcut(?:ting)?\b.{0,20}\b(?:someone'?s|stolen|neighbou?r'?s) (?:bike |bicycle )?lock\b",
        "I do not teach how to get past other people's locks, accounts or papers. If you are "
        "locked "
        "out of your own, a locksmith or the provider can help once you show that it is yours.",
        unless=r"\bmy own (?:\w+ )?(?:lock|padlock|safe)\b|\b(?:quick[- ]release|canal|hair|"
        r"dread|air) ?locks?\b|\bpick (?:up|out)\b|\bchoose\b|\bbuy",
    ),
    _Rule(
        "safety devices",
        rf"\b{_DISARM}{_GAP}(?:(?:smoke|fire|carbon monoxide|co|gas) (?:alarms?|detectors?|"
        rf"sensors?)|"
        r"air ?bags?|seat ?belt (?:alarm|sensor|warning|chime)|interlocks?|dead ?man\S* switch|"
        r"(?:safety|kill) ?(?:switch(?:es)?|guards?|catch|devices?|valves?|locks?|features?|stop)|"
        r"(?:blade|machine|saw|grinder) guards?|riving knife|rcds?|gfcis?|circuit breakers?|"
        r"(?:pressure )?relief valves?|pressure cooker valve|emergency stops?|door interlock|"
        r"thermal fuses?|over(?:load|heat) protection|sprinklers?)\b",
        "I do not teach how to disable a safety device: it is there for the one time it is needed. "
        "If it goes off for no reason, have it checked or replaced.",
        unless=r"\breplac(?:e|ing)\b|\bbatter(?:y|ies)\b|\btest(?:ing)?\b",
    ),
    _Rule(
        "mains electricity and gas",
        rf"\b{_DO}{_GAP}(?:(?:wall |power |electric(?:al)? |mains )?(?:sockets?|outlets?)|mains|"
        r"fuse ?box|consumer unit|(?:breaker|electric(?:al)?) (?:panel|box)|junction box|"
        r"electric(?:al)? (?:wir(?:ing|es?)|cables?|meters?|showers?)|house wiring|"
        r"light switch(?:es)?|"
        r"ceiling (?:light|lamp|fan)|light fittings?|chandelier|dimmer(?: switch)?|wall ?light|"
        r"circuit breaker|(?:230|240|110|120|400) ?v(?:olts?)?|three[- ]phase|"
        r"gas (?:boilers?|pipes?|lines?|cookers?|hobs?|stoves?|meters?|ovens?|fires?|heaters?|"
        r"valves?|fittings?|regulators?|hose)|(?:combi )?boilers?|ev charger|solar panels?|"
        r"microwave(?: oven)?(?:'s)? (?:capacitor|transformer|magnetron)|crt)\b|"
        r"\brewir(?:e|ing) (?:a |my |the )?(?:house|room|kitchen|lamp socket)\b|"
        r"\b(?:bypass|jump|tamper with)\w*(?:\W+\w+){0,3}?\W+(?:electric(?:ity)?|gas) meter\b|"
        r"\b(?:repair|fix|open)(?:ing)? (?:a |my |the )?(?:broken )?microwave\b",
        "Fixed mains wiring and gas are work for a licensed electrician or gas engineer; a mistake "
        "can kill or burn the house down, often much later. I do not teach it.",
        (_EMERGENCY,),
        unless=r"\bsocket (?:wrench|set|spanner)\b|\bclean(?:ing)? (?:a |the |my )?(?:gas )?(?:hob|"
        r"stove|cooker|microwave|oven)\b|\bpump|\b(?:light )?bulbs?\b|\bdouble boiler\b|"
        r"\begg boiler\b",
    ),
    _Rule(
        "medical procedures",
        r"\b(?:perform|do|carry out|performing|doing)\b.{0,30}\b(?:surgery|operation|appendectomy|"
        r"circumcision|amputat\w+|abortion|tracheotomy)\b|\b(?:pull|extract|remove)(?:ing)? "
        r"(?:out )?(?:my|a|his|her|an?)(?: own)?(?: \w+)? (?:tooth|teeth|molar|appendix|mole|"
        r"cyst)\b|"
        r"\binduc(?:e|ing) (?:an? )?(?:abortion|miscarriage|labou?r)\b|"
        r"\bstitch(?:ing)?(?: up)? (?:a |my |the )?(?:\w+ )?(?:wound|cut|skin)\b",
        "That belongs in a doctor's or dentist's hands; doing it at home can cost far more than it "
        "saves. I do not teach it.",
        (_EMERGENCY,),
        unless=r"\bmilk tooth\b|\bbaby tooth\b|\bwobbly\b",
    ),
)

_LEET = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"}
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_COMPILED = tuple(
    (rule, re.compile(rule.pattern), re.compile(rule.unless) if rule.unless else None)
    for rule in _RULES
)
LONGEST = 4000  # characters looked at; longer questions are turned away before


_EMERGENCIES: tuple[_Rule, ...] = (
    _Rule(
        "poisoning",
        r"\boverdosed?\b|\b(?:took|taken|swallowed) (?:far |way )?too many\b|"
        r"\b(?:swallow(?:ed)?|drank|drunk|ate|eaten|inhaled|breathed in)\b.{0,30}?\b(?:poison\w*|"
        r"bleach|cleaner|detergent|antifreeze|acid|pills|tablets|medicines?|batter(?:y|ies)|"
        r"magnets?|chlorine|ammonia|fumes|gas)\b|\b(?:been|was|is) poisoned\b",
        "If somebody has swallowed or breathed in a poison or too much of a medicine, call now, "
        "even if they feel well. Do not make them vomit; keep the packet at hand.",
        (*_POISON, _CRISIS[1], _CRISIS[2]),
    ),
    _Rule(
        "fire or carbon monoxide",
        r"\b(?:house|flat|kitchen|room|pan|car|oven) (?:is|caught) (?:on )?fire\b|\b(?:co|carbon "
        r"monoxide) (?:alarm|detector) (?:is |keeps )?(?:going|beeping|sounding|went)\b",
        "If this is happening now, get everybody out, shut the doors behind you and call from "
        "outside. Do not go back in.",
        (_EMERGENCY,),
    ),
    _Rule(
        "life in danger",
        r"\b(?:is|am|are|was|i'm|been) (?:\w+ )?(?:chok|drown)(?:ing|ed)\b|\bchok(?:ing|ed) on\b|"
        r"\b(?:not|stopped|stops) breathing\b|\b(?:can'?t|cannot) breathe\b|"
        r"\b(?:no pulse|unconscious|passed out|cardiac arrest|heart attack|chest pains?|"
        r"having a (?:stroke|seizure|fit)|anaphyla\w+|allergic shock|electrocuted)\b|"
        rf"\b(?:someone|somebody|he|she|{_SOMEONE}) (?:has |just |suddenly )?collapsed\b|"
        r"\bbleed(?:ing|s)? (?:heavily|badly|a lot|to death|out)\b|\b(?:won'?t|will not|doesn'?t|"
        r"does not) stop bleeding\b|\b(?:severed|amputated)\b|\b(?:stab|gunshot) wounds?\b|"
        r"\b(?:cut|chopped|sawed) (?:my|his|her|their) (?:finger|thumb|hand|toe|foot|arm|leg)s? "
        rf"off\b|\b(?:been|was|got) (?:stabbed|shot)\b|\b(?:stabbed|shot) (?:himself|herself|"
        rf"myself|me|{_SOMEONE})\b",
        _CALL,
        (_EMERGENCY,),
    ),
)
_COMPILED_EMERGENCIES = tuple((rule, re.compile(rule.pattern)) for rule in _EMERGENCIES)


def emergency(text: str) -> str:
    """What must be said before any lesson when a life may be in danger; "" for all else."""
    plain = _readings(text[:LONGEST])[0]
    for rule, pattern in _COMPILED_EMERGENCIES:
        if pattern.search(plain):
            return "\n\n".join((rule.text, *rule.help_lines))
    return ""


def refusal(text: str) -> Refusal | None:
    """Why this is not taught and what to say instead; None for all that is fine."""
    for plain in _readings(text[:LONGEST]):
        for rule, pattern, unless in _COMPILED:
            if pattern.search(plain) and not (unless and unless.search(plain)):
                return Refusal(rule.category, rule.text, rule.help_lines)
    return None


def _readings(text: str) -> tuple[str, ...]:
    """The text as it stands, and as it reads with b0mb and b.o.m.b undone."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).lower().replace("’", "'")
    plain = re.sub(r"\s+", " ", plain)
    joined = re.sub(
        r"\b\w([.\-_* ])(?:\w\1)+\w\b", lambda match: match[0].replace(match[1], ""), plain
    )
    words = (_unleet(word) for word in joined.split(" "))
    return tuple(dict.fromkeys((plain, " ".join(words))))


def _unleet(word: str) -> str:
    """Digits among letters stand for letters: b0mb; '15g' and '2nd' are left alone."""
    return word.translate(_LEET) if re.search(r"[a-z][0134557@$]+[a-z]", word) else word
