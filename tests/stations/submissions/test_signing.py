"""Sign-off inside a body: nothing counts before the last signature, no comment is lost, frozen figures stay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import product

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlmodel import Session

from coordination.app import Engine
from coordination.audit.service import head, verify
from coordination.cycles.amend import amend
from coordination.cycles.queries import get_stage
from coordination.errors import ConflictError, InvalidInputError, LienVungError, NotFoundError, NotPermittedError
from coordination.regions.model import Region
from coordination.results.service import altered
from coordination.store.database import Database
from coordination.store.schema import MIGRATIONS, upgrade
from coordination.submissions.context import context_of
from coordination.submissions.service import submit
from coordination.submissions.sign_off import views
from coordination.submissions.sign_off.acts import Comment, sign
from coordination.submissions.sign_off.rules import Act, Refusal, Role, State, chain_of, outcome
from coordination.submissions.sign_off.standing import standing
from coordination.submissions.tables import DraftRow, SubmissionRow
from tests.stations.store.test_store import ROWS_OF_0001
from tests.stations.story import COMMITTEE, FINANCE, LADDER, MEETING, STANDING, after, at, document, morning
from tests.stations.submissions.conftest import Begin
from tests.stations.submissions.signing_story import FULL, LOOK, NOW, WAYS, SigningStory, do, with_sign_off

LATE = at("2026-10-18 09:00")
ERRORS = {
    Refusal.NOT_PERMITTED: NotPermittedError, Refusal.NOTHING_THERE: NotFoundError, Refusal.WRONG_STATE: ConflictError
}  # fmt: skip


@pytest.fixture
def signing(engine: Engine, region: Region) -> SigningStory:
    """Begin on SQLite, then on PostgreSQL."""
    return SigningStory(engine, region).begin()


# Every state, act and office, through the services


class _TakenBack(Exception):  # noqa: N818 - no error: it takes a trial back
    pass


@pytest.mark.parametrize("asked", [FULL, ("drafter", "head"), ()], ids=lambda asked: "-".join(asked) or "none")
def test_services_do_exactly_what_the_table_says(asked: Sequence[str], begin: Begin) -> None:
    story = begin(asked)
    acts = [each for each in product(Act, Role) if each[0] != Act.WRITE or each[1] == "drafter"]
    for state, (act, role) in product(State, acts):
        if asked or act not in (Act.WRITE, Act.SIGN, Act.SEND_BACK):
            with pytest.raises(_TakenBack), story.engine.write() as session:
                _try(session, asked, state, act, role)


def _try(session: Session, asked: Sequence[str], state: State, act: Act, role: str) -> None:
    for way in WAYS[state]:
        if way[1] in (*asked, "drafter", "secretariat"):
            do(session, *way, "một")
    before = head(session)[0]
    assert standing(session, MEETING, STANDING).state == _reached(asked, state)
    expected = outcome(chain_of({"sign_off": list(asked)}), _reached(asked, state), act, role)
    if isinstance(expected, Refusal):
        with pytest.raises(ERRORS[expected]) as caught:
            do(session, act, role, "hai")
        if expected == Refusal.WRONG_STATE:
            assert f"({_reached(asked, state)})" in caught.value.faults[0].what.vi
        assert head(session)[0] == before
    else:
        _, new = do(session, act, role, "hai")
        stands = standing(session, MEETING, STANDING)
        assert stands.state == expected
        assert new == (expected != _reached(asked, state) or act in (Act.WRITE, Act.SEND_BACK))
        assert head(session)[0] == before + new, "an act leaves one event, done again none"
        assert do(session, act, role, "hai")[1] is False, "twice is once"
        assert head(session)[0] == before + new
    raise _TakenBack


def _reached(asked: Sequence[str], state: State) -> State:
    """Give the state that the way to another leads to where not everybody signs."""
    if state == State.CHECKED and "statistician" not in asked:
        return State.DRAFT if asked else State.APPROVED
    return State.APPROVED if state in (State.DRAFT, State.SENT_BACK) and not asked else state


# A round, on both databases


def test_a_round_from_draft_to_approval_and_back(signing: SigningStory) -> None:
    draft, new = signing.write(document("một"))
    assert (new, draft.key, draft.state) == (True, f"{MEETING}/{STANDING}/1/1", "draft")
    assert signing.states(MEETING)[STANDING] == "pending", "a draft is no hand-in"
    signing.sign("statistician")
    comments = [Comment(text="Thiếu nguồn", where="figures[0].value"), Comment(text="Câu 2\nquá dài")]
    assert signing.send_back("head", comments) == "sent_back"
    assert signing.write(document("hai"))[0].key.endswith("/1/2")
    assert (signing.sign("statistician"), signing.sign("head")) == ("checked", "approved")
    (row,) = signing.rows(SubmissionRow)
    assert (row.key, row.content, row.state) == (f"{MEETING}/{STANDING}/1", document("hai"), "submitted")
    signing.accept(MEETING, STANDING, NOW)
    assert signing.reopen("Đề nghị nêu rõ nguồn", text_only=True) == "text_only"
    assert signing.states(MEETING)[STANDING] == "returned"
    found = signing.history()
    assert [(each["act"], each.get("as"), each.get("draft")) for each in found["acts"]] == [
        ("drafted", "drafter", 1), ("checked", "statistician", 1), ("sent_back", "head", 1), ("drafted", "drafter", 2),
        ("checked", "statistician", 2), ("received", "head", 2), ("accepted", "secretariat", None),
        ("returned", "secretariat", None),
    ]  # fmt: skip
    assert found["acts"][2]["comments"] == [
        {"where": "figures[0].value", "text": "Thiếu nguồn"}, {"where": "", "text": "Câu 2\nquá dài"}
    ]  # fmt: skip
    hashes = [row.content_hash for row in signing.rows(DraftRow)]
    assert [each["hash"] for each in found["acts"] if "hash" in each] == [
        *[hashes[0]] * 3, *[hashes[1]] * 3, row.content_hash
    ]  # fmt: skip
    assert (found["state"], found["waits_for"], found["signatures"]) == ("text_only", "drafter", list(FULL))
    with signing.engine.read() as session:
        assert verify(session).intact
        assert altered(session) == [], "drafts are not taken for submissions nobody recorded"


def test_each_act_names_the_office_as_its_body_calls_it(file_signing: SigningStory) -> None:
    file_signing.approve()
    body = file_signing.region.body(STANDING)
    assert body is not None
    named = {each.role: each.office.vi for each in body.contacts} | {"statistician": "bộ phận thống kê"}
    assert [each["office"]["vi"] for each in file_signing.history()["acts"]] == [named[role] for role in FULL]


def test_no_act_is_dated_before_what_it_acts_on(file_signing: SigningStory) -> None:
    before, later = NOW - timedelta(days=1), NOW + timedelta(hours=1)
    acts: tuple[tuple[Callable[[datetime], object], str], ...] = (
        (lambda now: file_signing.sign("statistician", now), "13/10/2026 09:00"),
        (lambda now: file_signing.sign("head", now), "13/10/2026 10:00"),
        (lambda now: file_signing.accept(MEETING, STANDING, now), "13/10/2026 10:00"),
        (lambda now: file_signing.reopen(now=now), "13/10/2026 10:00"),
        (lambda now: file_signing.write(document("hai"), now), "13/10/2026 10:00"),
        (lambda now: file_signing.send_back("head", now=now), "13/10/2026 10:00"),
    )
    file_signing.write()
    for act, since in acts:
        with pytest.raises(ConflictError, match=f"dated 12/10/2026 09:00: the last act on this is of {since}"):
            act(before)
        act(later)


def test_what_is_judged_late_is_the_last_signature_not_the_draft(signing: SigningStory) -> None:
    signing.write(now=NOW)
    signing.sign("statistician", NOW)
    signing.tick(morning("2026-10-17"))
    assert signing.states(MEETING)[STANDING] == "late"
    signing.sign("head", LATE)
    (row,) = signing.rows(SubmissionRow)
    (owed,) = [each for each in signing.owed(MEETING) if each.body == STANDING]
    assert (row.handed_in_at, owed.handed_in_at, owed.was_late) == (LATE, LATE, True)
    (event,) = signing.events("submission.received")
    assert (event.data["late"], event.data["as"]) == (True, "head")


@pytest.mark.parametrize(("signed", "next_"), [((), "statistician"), (("statistician",), "head")])
def test_a_draft_that_was_not_signed_in_time_is_missing_and_too_late_to_sign(
    signed: Sequence[str], next_: str, file_signing: SigningStory
) -> None:
    file_signing.write()
    for role in signed:
        file_signing.sign(role)
    file_signing.tick(after("2026-10-19"))
    assert file_signing.states(MEETING)[STANDING] == "missing"
    before, state = file_signing.written(), file_signing.state()
    for act in (file_signing.sign, file_signing.send_back):
        with pytest.raises(ConflictError, match="takes no submissions"):
            act(next_)
    assert (file_signing.written(), file_signing.state()) == (before, state)


def test_an_approved_submission_is_told_once_and_drafts_are_told_to_nobody(file_signing: SigningStory) -> None:
    before = {each.key for each in file_signing.notices()}
    file_signing.write()
    file_signing.sign("statistician")
    file_signing.send_back("head")
    file_signing.write()
    file_signing.sign("statistician")
    assert {each.key for each in file_signing.notices()} == before
    file_signing.sign("head")
    file_signing.reopen("Sai biểu mẫu")
    told = [each for each in file_signing.notices() if each.key not in before]
    assert {each.type for each in told} <= {"submission.received", "submission.returned"}
    assert STANDING in {each.recipient for each in told if each.type == "submission.returned"}


# Drafts


def test_the_same_draft_twice_is_once_and_another_loses_its_signatures(file_signing: SigningStory) -> None:
    first, _ = file_signing.write(document("một"))
    file_signing.sign("statistician")
    again, new = file_signing.write(document("một"))
    assert (again.key, again.state, new) == (first.key, "checked", False)
    second, new = file_signing.write(document("hai"))
    assert (second.state, new, file_signing.state()) == ("draft", True, "draft")
    with pytest.raises(ConflictError, match="statistics office") as caught:
        file_signing.sign("head")
    assert caught.value.exit_code == 5
    assert [row.content for row in file_signing.rows(DraftRow)] == [document("một"), document("hai")]


# Sent back


@pytest.mark.parametrize("asked", [FULL, ("drafter", "head")], ids="-".join)
@pytest.mark.parametrize("signed", [0, 1])
def test_what_was_sent_back_is_signed_by_nobody_before_its_drafter_acts(
    begin: Begin, asked: Sequence[str], signed: int
) -> None:
    story = begin(asked)
    for by, role in product(asked[1:], asked[1:]):
        story.write(document(f"{by} {role}"))
        for each in asked[1 : 1 + min(signed, len(asked) - 2)]:
            story.sign(each)
        assert story.send_back(by) == "sent_back"
        before = story.written()
        with pytest.raises(ConflictError) as caught:
            story.sign(role)
        (fault,) = caught.value.faults
        assert fault.what.vi.endswith("đang là: dự thảo, đã trả lại (sent_back)")
        assert fault.fix is not None
        assert fault.fix.vi.startswith("đang chờ bộ phận soạn thảo (drafter): nộp dự thảo đã sửa, hoặc nộp lại chính")
        assert "the same file again to stand by this one" in fault.fix.en
        assert (story.written(), story.state()) == (before, "sent_back")
    assert story.rows(SubmissionRow) == []


def test_the_drafter_stands_by_what_was_sent_back_by_handing_the_same_in_again(signing: SigningStory) -> None:
    draft, _ = signing.write()
    signing.send_back("statistician")
    again, new = signing.write()
    assert (again.key, again.content_hash, new, signing.state()) == (draft.key, draft.content_hash, True, "draft")
    before = signing.written()
    assert signing.write()[1] is False, "twice is once"
    assert signing.written() == before
    assert signing.sign("statistician") == "checked"
    assert signing.send_back("statistician") == "sent_back", "the same comment on what was handed in again is another"
    signing.write()
    assert (signing.sign("statistician"), signing.sign("head")) == ("checked", "approved")
    acts = signing.history()["acts"]
    assert [(each["act"], each["as"], each["draft"], each.get("unchanged", False)) for each in acts] == [
        ("drafted", "drafter", 1, False), ("sent_back", "statistician", 1, False), ("drafted", "drafter", 1, True),
        ("checked", "statistician", 1, False), ("sent_back", "statistician", 1, False), ("drafted", "drafter", 1, True),
        ("checked", "statistician", 1, False), ("received", "head", 1, False),
    ]  # fmt: skip
    assert len(signing.rows(DraftRow)) == 1
    assert [row.content for row in signing.rows(SubmissionRow)] == [document()]


def test_what_is_remarked_on_a_draft_the_drafter_stands_by_is_said_once(file_signing: SigningStory) -> None:
    draft, _ = file_signing.write()
    assert draft.findings
    file_signing.send_back("head")
    assert file_signing.write()[0].findings == draft.findings


def test_a_draft_sent_back_takes_the_comments_of_each_office(file_signing: SigningStory) -> None:
    file_signing.write()
    file_signing.send_back("statistician")
    assert file_signing.send_back("head", [Comment(text="Câu 2")]) == "sent_back"
    told = [(each["as"], each["comments"][0]["text"]) for each in file_signing.history()["acts"] if "comments" in each]
    assert told == [("statistician", LOOK[0].text), ("head", "Câu 2")]


def test_what_was_sent_back_is_not_handed_in_again_too_late(file_signing: SigningStory) -> None:
    file_signing.write()
    file_signing.send_back("statistician")
    file_signing.tick(after("2026-10-19"))
    before = file_signing.written()
    with pytest.raises(ConflictError, match="takes no submissions"):
        file_signing.write(now=after("2026-10-19"))
    assert file_signing.written() == before


def test_a_draft_is_examined_as_any_submission(file_signing: SigningStory) -> None:
    with pytest.raises(InvalidInputError) as caught:
        file_signing.write({"figures": [{"label": "a", "value": "ba"}]})
    assert caught.value.faults[0].where == "figures[0].value"
    draft, _ = file_signing.write()
    assert {each["severity"] for each in draft.findings} == {"warning"}


def test_what_was_approved_changes_only_after_reopening(file_signing: SigningStory) -> None:
    file_signing.approve(document("một"))
    assert file_signing.write(document("một"))[1] is False
    with pytest.raises(ConflictError, match="have the secretariat reopen it"):
        file_signing.write(document("hai"))
    assert file_signing.reopen() == "open"
    file_signing.approve(document("hai"))
    assert [(row.revision, row.state) for row in file_signing.rows(SubmissionRow)] == [
        (1, "returned"),
        (2, "submitted"),
    ]


def test_no_way_of_handing_in_passes_by_the_signatures(file_signing: SigningStory) -> None:
    with pytest.raises(ConflictError, match="asks for sign-off"), file_signing.engine.write() as session:
        submit(session, MEETING, STANDING, document(), NOW)
    file_signing.write()
    for verb in (file_signing.accept, file_signing.return_):
        with pytest.raises(NotFoundError):
            verb(MEETING, STANDING, NOW)
    assert file_signing.rows(SubmissionRow) == []


def test_who_owes_nothing_writes_nothing(file_signing: SigningStory) -> None:
    for body in (FINANCE, "92.nobody"):
        with pytest.raises(NotFoundError), file_signing.engine.write() as session:
            sign(session, MEETING, body, "head", NOW)


def test_comments_and_reasons_are_words(file_signing: SigningStory) -> None:
    file_signing.write()
    for comments in ([], [Comment(text=" \n")], [*LOOK, Comment(text="\u200b")], [Comment(text="x" * 20_001)]):
        with pytest.raises(InvalidInputError):
            file_signing.send_back("statistician", comments)
    with pytest.raises(InvalidInputError, match="needs a reason"):
        file_signing.reopen(" ")
    assert len(file_signing.history()["acts"]) == 1


def test_reopening_again_for_another_reason_is_a_conflict_that_names_the_first(file_signing: SigningStory) -> None:
    file_signing.approve()
    file_signing.reopen("Sai biểu")
    with pytest.raises(ConflictError, match="reopened already: Sai biểu"):
        file_signing.reopen("Lý do khác")


# Reopened for its words


def test_after_reopening_for_words_each_changed_figure_is_named_with_both_values(signing: SigningStory) -> None:
    signing.approve(document("một", dân_số="1.50", diện_tích="2"))
    signing.reopen(text_only=True)
    before = signing.written()
    with pytest.raises(ConflictError) as caught:
        signing.write(document("hai", dân_số="1.6", mật_độ="4"))
    assert [(each.where, each.what.en.rpartition(": ")[2]) for each in caught.value.faults] == [
        ("figures[dân_số].value", "1.50 → 1.6"), ("figures[diện_tích].value", "2 → –"),
        ("figures[mật_độ].value", "– → 4"),
    ]  # fmt: skip
    assert (signing.written(), signing.state()) == (before, "text_only")
    signing.approve(document("hai", diện_tích="2.0", dân_số="1.5"))
    assert [row.state for row in signing.rows(SubmissionRow)] == ["returned", "submitted"]


def test_figures_stay_frozen_until_the_words_are_approved_or_all_is_reopened(file_signing: SigningStory) -> None:
    file_signing.approve(document("một", a="1"))
    file_signing.reopen(text_only=True)
    file_signing.write(document("hai", a="1"))
    file_signing.send_back("statistician")
    with pytest.raises(ConflictError, match="frozen"):
        file_signing.write(document("hai", a="2"))
    file_signing.approve(document("ba", a="1"))
    file_signing.reopen("Sai cả số", text_only=True)
    assert file_signing.reopen("Mở cả số liệu") == "open"
    file_signing.approve(document("ba", a="2"))
    assert [row.figures_frozen for row in file_signing.rows(SubmissionRow)] == [True, False, False]


def test_a_step_without_sign_off_may_be_reopened_for_words_too(begin: Begin) -> None:
    story = begin(())
    story.write(document("một", a="1"))
    assert story.reopen(text_only=True) == "text_only"
    with pytest.raises(ConflictError, match="1 → 2"):
        story.write(document("hai", a="2"))
    row, new = story.write(document("hai", a="1"))
    assert (row.key, new, story.states(MEETING)[STANDING]) == (f"{MEETING}/{STANDING}/2", True, "submitted")
    with pytest.raises(ConflictError, match="asks for no sign-off"):
        story.sign("head")
    assert [each["act"] for each in story.history()["acts"]] == ["received", "returned", "received"]
    with story.engine.read() as session:
        assert views.sign_off(session, MEETING) is None


@pytest.mark.parametrize("asked", [(), ("drafter", "head")])
def test_an_office_there_is_not_hears_which_there_are_whatever_the_step_asks_for(
    begin: Begin, asked: tuple[str, ...]
) -> None:
    with pytest.raises(NotPermittedError, match="no office 'chairman'; these may: statistician, head"):
        begin(asked).sign("chairman")


# Configuration


def test_methods_know_nothing_of_signatures(file_signing: SigningStory) -> None:
    with file_signing.engine.read() as session:
        settings = context_of(session, get_stage(session, MEETING)).settings
    assert "sections" in settings
    assert "sign_off" not in settings


def test_sign_off_that_cannot_be_read_is_refused_by_its_place(begin: Begin) -> None:
    story = begin(("head", "drafter"))
    with pytest.raises(LienVungError) as caught:
        story.write()
    assert (caught.value.exit_code, caught.value.faults[0].where) == (3, "settings.sign_off")


def test_signatures_asked_for_in_a_running_year_bind_what_comes_after(begin: Begin, region: Region) -> None:
    story = begin(())
    story.write(document("một"))
    story.submit(MEETING, COMMITTEE, document(), NOW)
    with story.engine.write() as session:
        amend(session, LADDER, with_sign_off(region, FULL), NOW)
    assert story.state() == "approved", "what was handed in stays so"
    story.reopen()
    story.write(document("hai"))
    with story.engine.write() as session:
        amend(session, LADDER, region, NOW)
    row, _ = story.write(document("ba"))
    assert (row.key, story.state()) == (f"{MEETING}/{STANDING}/2", "approved"), "the draft is overtaken"


def test_a_database_at_work_keeps_its_submissions_when_drafts_come(silent: Database) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with silent.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0004")
        connection.commit()
    with silent.write() as session:
        for row in ROWS_OF_0001[:3]:
            session.execute(text(row))
        session.execute(
            text(
                "INSERT INTO submission (key, stage, body, revision, content, content_hash, findings, state, handed_in_at)"
                " VALUES ('k', 'r/p/2027/s', 'b', 1, '{}', 'h', '[]', 'returned', '2026-06-02 00:30:00')"
            )
        )
    upgrade(silent)
    with silent.read() as session:
        row = session.get_one(SubmissionRow, "k")
        assert (row.state, row.content, row.figures_frozen) == ("returned", {}, False)
