"""The page where a reader asks a question of their own: choose, see, keep.

The address holds what the reader chose and nothing else; what is usual is filled in from the store. A choice that does
not go together with an earlier one drops the earlier one, and says so: what was chosen last counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from shortage import catalog, claims
from shortage.catalog import events
from shortage.figures import marks
from shortage.questions import EXPLORE, MEASURE, Question, ask, claims_of, figure, judge, offer
from shortage.questions.examples import examples
from shortage.questions.find import search
from shortage.questions.offer import Offer
from shortage.questions.question import CLAIM_PARTS, TYPED
from shortage.questions.rows import dimension_name
from shortage.questions.settled import LISTS, MOST_BARS, MOST_MEMBERS, REGION
from shortage.text import Lang, Period, Problem, t
from shortage.text.phrases import capital, when
from shortage.web import choices, look, onward, own, shell, state, tile

WORDS = {name: typed.words[0] for name, typed in TYPED.items()}
"""The parts of a question by the word that an address writes for them."""
LOOSER = (
    ("mark",),
    ("claim", *CLAIM_PARTS),
    ("kind", "against"),
    ("show", "per", "base"),
    ("since", "until"),
    ("members",),
    ("fixed",),
    ("along", "grain"),
)
"""What gives way to a later choice, in this order, where both cannot be had."""
SEARCH = "ask_search"
FIGURE = "sl-figure"
"""The place on the page where the figure begins: its heading has a name that the page's own title may have too."""
LETTERS = 36
"""Letters that a list holds; what is longer is cut in it, and stands whole below it."""
REMARK = "_explore_told"
"""Where a session keeps what is said of the figure that led here."""
DROPPED = "_explore_dropped"
"""Where a session keeps the names of the choices that the last one pushed out."""


def page() -> None:
    """Show the page."""
    lang = shell.begin()
    st.title(t("page.explore_title", lang), anchor=False)
    look.show(look.paragraph(t("page.explore_question", lang), "question"), lang)
    with look.guard(lang):
        begun(lang)
        arrive(lang)
        chosen = from_address()
        asked, settled, problem = understood(chosen)
        left, right = st.columns([0.32, 0.68], gap="large")

        def lists() -> None:
            with left, st.container(key="ask"):
                sought(asked, lang)
                # On a phone the figure stands below all lists: one step leads past them.
                to_figure = f'<a href="#{FIGURE}">{t("page.explore_to_figure", lang)}</a>'
                look.show(f'<p class="sl-to-figure">{to_figure}</p>', lang)
                controls(asked, settled, lang)

        def answer() -> None:
            with right:
                look.show(f'<span id="{FIGURE}"></span>', lang)
                dropped(lang)
                if problem is not None:
                    look.notice(problem.text(lang), lang)
                    look.show(look.paragraph(t("page.explore_instead", lang), "small"), lang)
                tile.tile(EXPLORE, lang, settled.selection, level=2)

        # What comes after a page's first chart waits in the browser until that is drawn: the figure first where it is
        # in sight, the lists where they stand above it and would push it down.
        for show in (lists, answer) if tile.width() == "narrow" else (answer, lists):
            show()
        if problem is None:
            with right:
                rest_on(settled, lang)
                own.section(asked, settled, lang, _take)


def begun(lang: Lang) -> None:
    """Show questions to begin with, each as a button that puts it on the page."""
    look.show(look.paragraph(t("page.explore_examples", lang), "small"), lang)
    with st.container(key="examples", horizontal=True, gap="small"):
        for number, example in enumerate(examples()):
            words = look.label(example.words[lang])
            st.button(words, key=f"example-{number}", type="tertiary", on_click=_take_hit, args=(example.question,))


def arrive(lang: Lang) -> None:
    """Open the figure that the address names as a question, and write that in its place."""
    if onward.FIGURE not in st.query_params:
        return
    texts = dict(st.query_params)
    own = onward.words(texts[onward.FIGURE])
    try:
        asked, remark = onward.arrived(texts, state.store())
    except Problem as problem:
        asked, remark = Question(), None
        st.session_state[REMARK] = problem.text(lang)
    for key in (onward.FIGURE, *own):
        if key in st.query_params:
            del st.query_params[key]
    write(asked)
    if remark is not None:
        st.session_state[REMARK] = remark[lang]


def from_address() -> dict[str, str]:
    """Return what the address says, under the words that an address writes.

    An address may name a part of a question in another of its words, or a dimension by its own name; it is written
    anew in the usual words.
    """
    texts = {key: value for key, value in st.query_params.items() if key not in WORDS.values()}
    others = {word for typed in TYPED.values() for word in typed.words}
    own = {key: value for key, value in texts.items() if key in others or key in _dimensions()}
    if own:
        try:
            read = Question.read({**{word: st.query_params.get(word, "") for word in WORDS.values()}, **own})
        except Problem:
            return {word: choices.bound(word, "") for word in WORDS.values()} | own
        for key in own:
            del st.query_params[key]
        write(read)
    return {word: choices.bound(word, "") for word in WORDS.values()}


def _dimensions() -> set[str]:
    return {name for table in catalog.tables().values() for name in table.dimensions}


def understood(chosen: Mapping[str, str]) -> tuple[Question, Question, Problem | None]:
    """Return the question as chosen, the nearest one that can be answered, and why that is another one.

    Raises:
        Problem: not even the usual question can be answered, because there are no figures.
    """
    store = state.store()
    try:
        asked = Question.read(chosen)
    except Problem as problem:
        return Question(), ask(Question(), store).question, problem
    try:
        return asked, answerable(asked), None
    except Problem as problem:
        nearest = loosened(asked, ())[0]
        if nearest is None:
            return Question(), ask(Question(), store).question, problem
        return asked, ask(nearest, store).question, problem


def answerable(asked: Question) -> Question:
    """Return a question settled, where there is an answer to it and to the claim in it.

    Raises:
        Problem: there is none.
    """
    settled = ask(asked, state.store()).question
    if settled.claim:
        judge(settled, state.store())
    if settled.mark:
        figure(settled, state.store())
    return settled


def loosened(asked: Question, fresh: tuple[str, ...]) -> tuple[Question | None, list[str]]:
    """Return a question with as much of it as goes together, and what gave way; None where nothing of it does.

    Args:
        asked: the question.
        fresh: the parts that were chosen last, and stay.
    """
    usual = Question()
    gone: list[str] = []
    for parts in ((), *LOOSER):
        for part in parts:
            if part not in fresh and getattr(asked, part) != getattr(usual, part):
                asked = asked.but(**{part: getattr(usual, part)})
                gone.append(part)
        if parts and not set(parts) & set(gone):
            continue
        try:
            answerable(asked)
        except Problem:
            continue
        return asked, gone
    return None, gone


def write(question: Question) -> None:
    """Put a question into the address."""
    written = question.address()
    # Streamlit writes what a field holds into the address once the field has been shown; on arrival none has been.
    st.query_params.update(
        {word: written[word] for word in WORDS.values() if word in written and word not in st.session_state}
    )
    for word in WORDS.values():
        st.session_state[word] = written.get(word, "")


def sought(asked: Question, lang: Lang) -> None:
    """Show the search box, and what it finds as buttons that put it on the page."""
    text = st.text_input(t("page.explore_search", lang), key=SEARCH, placeholder=t("page.explore_search_hint", lang))
    if not text.strip():
        return
    hits = search(text, state.store(), lang)
    with st.container(key="hits", gap="small"):
        if not hits.hits:
            look.show(look.paragraph(t("page.explore_none", lang), "small"), lang)
        for number, hit in enumerate(hits.hits):
            st.button(
                look.label(hit.label[lang]),
                key=f"hit-{number}",
                type="tertiary",
                on_click=_take_hit,
                args=(hit.question.but(as_of=asked.as_of),),
            )
        for word in hits.neighbours:
            st.button(look.label(word), key=f"near-{word}", type="tertiary", on_click=_seek, args=(word,))


def _take_hit(question: Question) -> None:
    write(question)
    st.session_state[SEARCH] = ""


def _seek(word: str) -> None:
    st.session_state[SEARCH] = word


def controls(asked: Question, settled: Question, lang: Lang) -> None:
    """Show the controls of a question, each with what can be chosen beside the rest of it."""
    store = state.store()
    tables = [table for table in offer.tables(store) if table.is_possible]
    titles = {table.code: f"{table.words[lang]} ({catalog.table(table.code).id})" for table in tables}
    choose("table", dict(sorted(titles.items(), key=lambda pair: pair[1])), settled.table, asked, lang)
    choose("measure", offered(offer.measures(store, settled.table), lang), settled.measure, asked, lang)
    along = offered(offer.dimensions(store, settled.table), lang)
    choose("along", along, settled.along, asked, lang)
    several(asked, settled, lang)
    for dimension in along:
        if dimension not in (settled.along, MEASURE):
            fix(dimension, asked, settled, lang)
    transformations, kinds = offer.transformations(store, settled), offer.kinds(store, settled)
    choose("show", offered(transformations, lang), settled.show, asked, lang)
    if settled.show == "rate":
        choose("per", offered(offer.denominators(store, settled), lang), settled.per, asked, lang)
    choose("kind", offered(kinds, lang), settled.kind, asked, lang)
    if settled.kind == "path":
        choose("against", offered(offer.seconds(store, settled), lang), settled.against, asked, lang)
    choose("grain", offered(offer.grains(store, settled), lang), settled.grain, asked, lang)
    between(asked, settled, lang)
    moment(asked, settled, lang)
    refused([*transformations, *kinds], lang)


def offered(offers: list[Offer], lang: Lang) -> dict[str, str]:
    """Return ``{code: words}`` of what can be chosen."""
    return {each.code: each.words[lang] for each in offers if each.is_possible}


def choose(part: str, options: Mapping[str, str], shown: str, asked: Question, lang: Lang, label: str = "") -> None:
    """Show a list for one part of the question, where there is something to choose; ``label`` is what it is called."""
    if len(options) < 2 and shown in options:
        return
    listed = dict(options) if shown in options else {shown: shown, **options}
    key = f"ask_{part}"
    choices.listed(t(f"page.explore_{label or part}", lang), listed, shown, key, _chosen, part, key, asked)
    if len(listed[shown]) > LETTERS:
        look.show(look.paragraph(listed[shown], "small"), lang)


def several(asked: Question, settled: Question, lang: Lang) -> None:
    """Show the list of members, of which several may be chosen."""
    members = offered(offer.members(state.store(), settled, settled.along), lang)
    if len(members) < 2:
        return
    most = MOST_BARS if settled.kind in LISTS else MOST_MEMBERS
    st.session_state["ask_members"] = list(settled.members)
    st.multiselect(
        capital(dimension_name(settled.along))[lang],
        list({**dict.fromkeys(settled.members), **members}),
        format_func=lambda code: members.get(code, code),
        max_selections=most,
        select_all=False,  # it would stand there in English, and there is a most
        key="ask_members",
        on_change=_several,
        args=(asked, settled.along),
    )


def fix(dimension: str, asked: Question, settled: Question, lang: Lang) -> None:
    """Show the list of the members at which another dimension may stand."""
    members = offered(offer.members(state.store(), settled, dimension), lang)
    if len(members) < 2:
        return
    key = f"ask_fixed_{dimension}"
    label, stands = capital(dimension_name(dimension))[lang], settled.fixed.get(dimension, "")
    choices.listed(label, members, stands, key, _fixed, dimension, key, asked)


def between(asked: Question, settled: Question, lang: Lang) -> None:
    """Show the lists of the first and the last period, and of the one that is 100."""
    periods = offer.periods(state.store(), settled)
    named = {code: when(code)[lang] for code in periods}
    # Two options of one name would be one to the browser.
    usual = {
        part: t(f"page.explore_{part}_open", lang, period=named[end])
        for part, end in (("since", periods[0]), ("until", periods[-1]))
    }
    if settled.kind in LISTS:
        usual = {
            part: t(f"page.explore_{part}_list", lang) for part in usual if part == "until" or settled.kind == "ranked"
        }
    for part, words in usual.items():
        choose(part, {"": words, **named}, getattr(settled, part), asked, lang, "period" if len(usual) == 1 else part)
    if settled.show == "index":
        years = {f"{code[:4]}JJ00": code[:4] for code in periods if Period.parse(code).grain in ("quarter", "month")}
        choose("base", {"": t("page.explore_base_first", lang), **years, **named}, settled.base, asked, lang)


def moment(asked: Question, settled: Question, lang: Lang) -> None:
    """Show the list of moments that lie on the figure's time axis, one of which may be marked."""
    plain, _ = state.drawn(EXPLORE.id, lang, settled.but(mark="").selection, (), width=tile.width())
    moments = {id: events()[id].label[lang] for id in marks.inside(plain)}
    if moments:
        choose("mark", {"": t("page.marks_none", lang), **moments}, settled.mark, asked, lang)


def refused(tried: list[Offer], lang: Lang) -> None:
    """Show what cannot be chosen here, each with its reason."""
    texts = [
        f"{each.words[lang]}: {lower_first_of(each.refusal.text(lang))}" for each in tried if each.refusal is not None
    ]
    if texts:
        with st.expander(t("page.explore_refused", lang)):
            look.show(look.items(texts), lang)


def lower_first_of(text: str) -> str:
    """Return a sentence as it goes on after a colon."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def dropped(lang: Lang) -> None:
    """Say which earlier choices the last one pushed out, and what a figure that led here is not."""
    if remark := st.session_state.pop(REMARK, ""):
        look.notice(remark, lang)
    gone = st.session_state.pop(DROPPED, [])
    if gone:
        names = ", ".join(t(f"page.explore_{part}", lang).lower() for part in gone)
        look.notice(t("page.explore_dropped", lang, names=names), lang)


def rest_on(settled: Question, lang: Lang) -> None:
    """Show links to the claims that rest on the same table."""
    keys = claims_of(settled)
    if not keys:
        return
    look.show(look.paragraph(t("page.explore_claims", lang), "small"), lang)
    with st.container(horizontal=True, gap="small", key="explore-claims"):
        for key in keys:
            shell.link(shell.CLAIM, claims.claim(key).id, id=key)


def _take(asked: Question, fresh: tuple[str, ...], **changes: Any) -> None:
    tried = asked.but(**changes)
    nearest, gone = loosened(tried, fresh)
    write(nearest or tried)
    if nearest is not None and gone:
        st.session_state[DROPPED] = gone


def _chosen(part: str, key: str, asked: Question) -> None:
    value = st.session_state.get(key) or ""
    if part == "table":
        write(Question(table=value, as_of=asked.as_of))
        return
    changes: dict[str, Any] = {part: value}
    drawn = value if part == "along" else REGION if value == "map" else ""
    if drawn:
        fixed = {name: code for name, code in asked.fixed.items() if name != drawn}
        changes |= {"along": drawn, "members": (), "fixed": fixed}
    if part == "kind":
        changes["against"] = offer.second(asked, state.store()) if value == "path" else ""
    _take(asked, (part,), **changes)


def _several(asked: Question, along: str) -> None:
    members = tuple(st.session_state.get("ask_members") or ())
    _take(asked, ("members", "along"), members=members, along=along if members else asked.along)


def _fixed(dimension: str, key: str, asked: Question) -> None:
    _take(asked, ("fixed",), fixed={**asked.fixed, dimension: st.session_state.get(key) or ""})
