"""The phrasings that the offline brain knows, one alternative a line; English.

`WHOLE` patterns must cover all that was said once fillers are stripped ("ok, next please" is
"next"); the others may stand anywhere in it.
"""

from __future__ import annotations

import re

from tools.measures import NUMBER, UNITS, WORDS


def any_of(*alternatives: str) -> str:
    return f"(?:{'|'.join(alternatives)})"


def _longest_first(words: dict[str, object]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


NUMERAL = r"(\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
AMOUNT = rf"({NUMBER}|{_longest_first(dict(WORDS))})"

# --- around what is said ---------------------------------------------------------------------
FILLER = any_of(
    "ok", "okay", "alright", "all right", "right", "and", "so", "yes", "yeah", "got it", "great",
    "good", "well", "now", "wait", "no", "sorry", "oops", "hey", "hi", "hello", "please", "perfect",
    "(?:can|could|would|will) (?:you|we|i)(?: please)?", "let's", "i want to", "i'd like to",
)  # fmt: skip
TRAILER = any_of("please", "now", "thanks", "thank you", "then")

# --- small talk (WHOLE) ----------------------------------------------------------------------
GREETING = any_of(
    r"(?:hi|hello|hey|greetings)(?: there| you| keystep| again)*",
    r"good (?:morning|afternoon|evening)",
    r"(?:(?:hi|hello|hey)(?: there)?,? )?how are you(?: doing)?(?: today)?",
)
THANKS = any_of(
    r"(?:many )?(?:thanks?|thank you|thx|cheers|ta)(?: you| so| very| much| a lot| a million)*",
    r"(?:thanks|thank you) for .*",
    r"much appreciated",
    r"(?:that (?:was|is) |that's )?(?:great|perfect|awesome|nice|lovely|cool|wonderful)(?: job)?",
)
GOODBYE = any_of(
    r"(?:good)?bye(?: bye)?", r"see you(?: later)?", r"good night", r"that's all(?: for today)?"
)
ABOUT_ME = any_of(
    r"help(?: me)?", r"what can you (?:do|teach)(?: me| for me)?", r"what do you (?:know|teach|do)",
    r"who are you", r"what are you", r"how does (?:this|it) work", r"what (?:else )?can i learn.*",
    r"what can i ask(?: you)?", r"what (?:skills|procedures) .*", r"(?:are you|you're) an? .*",
)  # fmt: skip

# --- yes and no (WHOLE) ----------------------------------------------------------------------
_YES = any_of(
    "yes", "yeah", "yep", "yup", "sure", "ok", "okay", "please", "do", "do it", "go ahead", "go",
    "sounds good", "looks good", "fine", "confirm", "let's go", "let's start", "start",
    "please do", "go for it", "that one", "the first(?: one)?", "it does",
)  # fmt: skip
YES = rf"{_YES}(?:[ ,]+{any_of(_YES, 'thanks', 'it')})*"
NO = any_of(
    r"no", r"nope", r"nah", r"not (?:now|that|really|yet)", r"neither", r"never ?mind", r"cancel",
    r"none(?: of (?:them|these|those))?", r"stop", r"no,? thanks?(?: you)?",
)  # fmt: skip

# --- moving about (WHOLE) --------------------------------------------------------------------
NEXT = any_of(
    r"(?:go )?(?:to )?(?:the )?next(?: one| step)?", r"continue", r"go (?:on|forward)", r"forward",
    r"what(?:'s| is| comes| do i do)? ?next", r"what now", r"and now", r"and then", r"then what",
    r"(?:i'?m |i am |it'?s |that'?s |all )?(?:done|finished|ready)"
    r"(?: with (?:this|that|it|step \d+|this step))?",
    r"(?:done|finished)[ ,.]+(?:next|what(?:'s| is) next|continue)(?: step)?",
    r"i(?:'ve| have) (?:done|finished) (?:that|this|it)", r"move on", r"carry on", r"proceed",
    r"skip (?:this|it|this step)", r"did (?:it|that)",
)  # fmt: skip
BACK = any_of(
    r"(?:go |move |take me |step )?back(?: one| a step| one step)?",
    r"(?:go to )?(?:the )?previous(?: one| step)?",
    r"one (?:step )?back",
)
REPEAT = any_of(
    r"repeat(?: (?:that|it|this|this step|the step))?", r"say (?:that|it) again", r"again",
    r"once more", r"one more time", r"what was that", r"come again", r"pardon",
    r"read (?:it|that|this)(?: (?:to me|out|again|aloud))*", r"show me the step(?: again)?",
    r"what (?:do|should) i do", r"i'?m (?:stuck|lost)", r"i am (?:stuck|lost)",
)  # fmt: skip
_GOING = (
    r"(?:go|jump|skip|take me|move|get|bring me|switch|return)(?: back| on| ahead| forward)? to"
)
GO_TO = (
    rf"(?:(?:{_GOING}|show(?: me)?|open|read(?: me)?|back to|what(?:'s| is| was)|repeat) )?"
    rf"(?:the )?(?:step|number|no\.?) (?:number )?#?{NUMERAL}(?: again)?"
)
ENDS = (
    rf"(?:(?:{_GOING}|back to|show me|start|begin) )?(?:from |at )?(?:the )?"
    r"(first|last|final|beginning|start|end|over|over from the (?:start|beginning))(?: step|"
    r" again)?"
)

# --- where and how long (anywhere) -----------------------------------------------------------
WHERE = any_of(
    r"\bwhere (?:am|are) (?:i|we)\b", r"\b(?:which|what) step (?:am|are|is this|is it|now)\b",
    r"\bhow far (?:am|are|along)\b", r"\bmy progress\b",
)  # fmt: skip
LEFT = any_of(
    r"\bhow (?:long|much time|much longer|many (?:more )?(?:steps|minutes))\b"
    r".*\b(?:left|remain\w*|to go|still|more)\b",
    r"\btime (?:is )?(?:left|remaining)\b", r"\bhow much longer\b",
    r"\bhow many (?:more )?steps(?: are there)?\b",
    r"\bhow long (?:will|does|is) (?:it all|this all|the whole|everything|all)\b",
)  # fmt: skip

# --- pictures, clips, files (anywhere) -------------------------------------------------------
IMAGE = r"\b(?:pictures?|images?|photos?|drawings?|illustrations?|sketch(?:es)?|pics?)\b"
CLIP = r"\b(?:clips?|videos?|animations?|films?|movies?|gifs?)\b"
MAKING = (
    r"\b(?:make|create|generate|draw|show|give|render|produce|start|see|want|need|regenerate|redo|"
    r"remake|another|again|different|new|retry|try|better|add|get|do|yes|please)\b"
)
REDOING = r"\bre-?(?:generate|do|make|draw|render)\b"
REDO = any_of(REDOING, r"\b(?:another|again|different|new|retry|better|other)\b")
ASKING_HOW = any_of(
    r"\bhow (?:do|to|can|should|would|does)\b", r"\bwhat\b", r"\bwhy\b",
    r"\btake a (?:photo|picture)\b",
)  # fmt: skip
ALL = r"\b(?:all|every|each|whole|everything)\b"
ONE = any_of(
    r"\b(?:this|it|the|a|an|another|different|new) (?:step|one|picture|image|photo|drawing|"
    r"illustration|clip|video|animation)\b",
    r"\b(?:this|it|again)\b",
)
TRANSFER = any_of(
    r"\btransfer\b",
    r"\b(?:use|apply|copy|carry over|follow|like in)\b.{0,40}"
    r"\b(?:demonstration|demo|my (?:video|clip)|the video|motion|movement)\b",
    r"\b(?:demonstration|demo)\b.{0,40}\b(?:in|into|onto|on|to) my (?:photo|scene|picture|"
    r"kitchen)\b",
)
EXPORT = any_of(
    r"\bexport\b",
    r"\b(?:download|save|print|send|give me|i want|get)\b.{0,30}\b(?:file|pdf|html|markdown|"
    r"json(?:-?ld)?|yaml|zip|mp4|web ?page|plan|lesson|walkthrough|everything|it all)\b",
)
FORMATS = (
    ("jsonld", r"\bjson(?:-?ld)?\b|\bschema\.org\b"), ("yaml", r"\bya?ml\b"),
    ("zip", r"\bzip\b|\barchive\b"), ("mp4", r"\bmp4\b|\bfilm\b|\bone video\b|\bmovie\b"),
    ("md", r"\bmarkdown\b|\bmd\b"), ("html", r"\bhtml\b|\bpdf\b|\bprint\b|\bpage\b"),
)  # fmt: skip

# --- a new skill or a question ---------------------------------------------------------------
NEW_SKILL = any_of(
    r"\bhow (?:do|can|should|would|does|could) (?:i|you|we|one|someone|anyone)\b", r"\bhow to\b",
    r"\bteach me\b", r"\bshow me how\b",
    r"\b(?:want|like|love|need|trying|try|learn|have) to (?:learn|make|do|fix|build|cook|sew|tie|"
    r"repair|know|brew|wrap|solder|change|replace|remove|plant|repot|cut|dice|boil|prepare)\b",
    r"\bhelp me (?:to )?\w+", r"\blet'?s (?:make|do|try|learn|cook|fix)\b",
    r"\blearn(?:ing)? (?:how )?(?:to )?\w+",
    r"^(?:please )?(?:make|cook|brew|fix|repair|tie|sew|wrap|replace|remove|repot|solder|dice|boil|"
    r"bake|build|prepare|treat|cool|change) \w+",
    r"\binstead(?:,| please)? (?:i want|teach|make)\b",
)  # fmt: skip
URGENT = any_of(
    r"\b(?:unconscious|not breathing|stopped breathing|no pulse|collapsed|cardiac arrest)\b",
    r"\b(?:burned|burnt|scalded) (?:my|his|her|their|myself|himself|herself)\b",
)
HERE = r"\b(?:it|this|these|those|them|here|now|step|yet|so far|mine)\b|\bthat\b(?=\W*$)"
QUESTION = (
    r"\?|^(?:what|why|when|where|who|which|how|is|are|can|could|should|do|does|did|will|would|may|"
    r"must|am)\b"
)
WHAT_INSTEAD = r"\b(?:can|could|may|what) (?:i|we|can i|could i) (?:use|do)\b.*\binstead\b"

# --- amounts ---------------------------------------------------------------------------------
_SERVED = (
    r"(?:people|persons?|guests?|servings?|portions?|friends?|adults?|kids|children|of us|mugs?|"
    r"cups?|plates?|bowls?|glasses|eaters|drinkers)"
)
SERVINGS = (
    rf"\bfor (?:the |my |a )?(?:family|group|party|table) of {AMOUNT}\b",
    rf"\b(?:for|serves?|serving|feeds?|makes?) {AMOUNT} (?:\w+ )?{_SERVED}\b",
    rf"\b(?:for )?{AMOUNT} {_SERVED}\b(?: of)?",
    rf"\bfor (?:just |only )?{AMOUNT}"
    r"(?=\s*(?:$|[,.!?;]|please|and\b|but\b|instead|now|today|tonight))",
)
FOR_ME = r"\b(?:just|only) for (?:me|myself)\b"
_WHAT = r"(?: (?:it|that|of it|the (?:amount|recipe|quantity)|everything|as much))?"
TIMES: tuple[tuple[str, float], ...] = (
    (rf"\b(?:double|twice){_WHAT}\b", 2.0),
    (rf"\b(?:triple|three times){_WHAT}\b", 3.0),
    (rf"\b(?:half|halve){_WHAT}\b", 0.5),
)
QUANTITY = (
    r"\b(?:with|using|use|from|only have|have only|have|got|just|only|take) "
    rf"(?:only |just |about |exactly )*({AMOUNT} ?(?:{_longest_first(dict(UNITS))})s?\b (?:of )?"
    r"(?!and\b|but\b)[a-z]+(?: (?:beans|water|flour|thread|wire))?)",
    rf"\b(?:with|using|use|only have|have only|got) (?:only |just )*({AMOUNT} [a-z]+s)\b"
    r"(?! (?:people|persons))",
)

# --- what is missing -------------------------------------------------------------------------
_STOPS = (
    r"but|so|what|can|how|only|just|because|though|is|which|do|could|any other|"
    r"and (?:i|we|how|what|only|can|no)|for \d"
)
_THING = rf"((?:(?!\b(?:{_STOPS})\b)[^,.;!?])+)"
LACKING = (
    rf"\b(?:i|we)(?:'ve| have)? (?:have|got|own)? ?no {_THING}",
    r"\b(?:i|we) (?:don'?t|do not|haven'?t|have not) (?:have|got|own|possess)(?: got)? ?"
    rf"(?:any|an?|the|my)? ?{_THING}",
    rf"\b(?:i|we) haven'?t (?:any|an?|the|my) {_THING}",
    rf"\bwithout (?:any|an?|the|my) {_THING}",
    rf"\b(?:i'?m|we'?re|i am|we are|i|we|have|ran|run)(?: have)? ?(?:run |ran )?out of {_THING}",
    r"\b(?:i|we) (?:lack|lost|can'?t find|cannot find|broke|forgot|am missing|are missing) "
    rf"(?:any|an?|the|my|our)? ?{_THING}",
    r"\bmy ([\w -]+?) (?:is|are|got) (?:broken|missing|lost|gone|empty)\b",
    rf"^(?:there(?:'s| is| are) )?no {_THING}",
    r"\buse (?:an?|the|my) [\w -]+? instead of (?:an?|the|my)? ?([\w -]+)",
)
NOT_THINGS = frozenset(
    "idea clue time experience problem money luck patience hurry need understand know think want "
    "get like see remember mind care believe".split()
)
USING = (
    r"\b(?:only|just|but (?:i|we) (?:do )?have|but|i have|we have) (?:have )?(?:only )?"
    r"(?:an?|my|some|the) ([\w -]+)",
    r"\buse (?:an?|the|my) ([\w -]+?) instead\b",
    r"\b(?:an?|my) ([\w -]+?) instead\b",
)
OMIT = (
    r"\b(?:leave out|omit|drop|delete|remove|without|skip over) (?:the )?steps? "
    rf"{NUMERAL}(?:(?:,| and|,? and) {NUMERAL})?"
)
