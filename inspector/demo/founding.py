"""Founds the demo organisation in an empty database, through the functions that the pages call."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from inspector.accounts import enrolment
from inspector.accounts.models import Account
from inspector.checklists import publishing
from inspector.demo import cast
from inspector.demo.cast import SitePart
from inspector.extensions import db
from inspector.sites import people, places
from inspector.sites.models import Area, Position, Region, Shift, Site, StaffMember

TIME_BEFORE = timedelta(days=21)  # the organisation is there some weeks before its history begins
CITY_BUREAU = "洁安物业"


@dataclass(frozen=True, slots=True)
class Worker:
    """A person of a site as the history needs them: ids and what decides about duty and scores."""

    id: int
    number: str
    name: str
    position: str
    account_id: int | None
    from_on: date
    until_on: date | None
    joined_on: date
    is_expecting: bool = False

    def is_there(self, day: date) -> bool:
        """Whether the person works at the site on a day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(slots=True)
class Shop:
    """A site with its rows by the keys of the cast. workers: everybody who ever worked here."""

    part: SitePart
    site: Site
    areas: dict[str, Area] = field(default_factory=dict)
    shifts: dict[str, Shift] = field(default_factory=dict)
    workers: list[Worker] = field(default_factory=list)


@dataclass(slots=True)
class World:
    """Everything founded. accounts: ids by staff number."""

    shops: dict[str, Shop]
    accounts: dict[str, int]
    names: dict[str, str]
    first: date  # of the history
    today: date  # the first day without history


def local(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A moment by the clock of the sites."""
    return datetime.combine(day, time(hour, minute, second), ZoneInfo(cast.ZONE))


def found(random: Random, first: date, today: date, password_hash: str) -> World:
    """Put places, people, accounts and lists into an empty, migrated database."""
    at = local(first - TIME_BEFORE, 9).astimezone(UTC)
    places.found(cast.ORGANISATION)
    places.declare_attributes(cast.ATTRIBUTES)
    regions = {key: places.add_region(name) for key, name in cast.REGIONS.items()}
    positions = {
        key: people.save_position(None, key, {"zh": zh, "en": en}, chief)
        for key, (zh, en, chief) in cast.POSITIONS.items()
    }
    shops = {part.key: _open(part, regions[part.region]) for part in cast.SITES}
    world = World(shops, {}, {}, first, today)
    _enrol_office(world, regions, at, password_hash)
    for shop in shops.values():
        _take_on_all(world, shop, positions, random, at, password_hash)
        _say_who_answers(shop)
    publishing.install_pack(None, at)
    return world


def _open(part: SitePart, region: Region) -> Shop:
    facts = places.SiteFacts(
        code=part.code, name=part.name, brand=part.brand, format=part.format, attributes=part.attributes, opens_at=part.opens_at,
        closes_at=part.closes_at, opened_on=date(2022, 5, 18), packs=part.packs,
    )  # fmt: skip
    shop = Shop(part, places.add_site(region, facts))
    for area in part.areas:
        shop.areas[area.key] = places.add_area(
            shop.site, places.AreaFacts({"zh": area.zh, "en": area.en}, area.kind, area.tables)
        )
    for key, zh, en, starts, ends in part.shifts:
        shop.shifts[key] = places.add_shift(shop.site, places.ShiftFacts({"zh": zh, "en": en}, starts, ends))
    return shop


def _enrol_office(world: World, regions: dict[str, Region], at: datetime, password_hash: str) -> None:
    for part in cast.OFFICE:
        account = _enrol(world, part.number, part.name, at, password_hash)
        scope = places.organisation().scope_id if part.scope == "organisation" else regions[part.scope].scope_id
        enrolment.give_role(account, part.role, scope, by=None, at=at)


def _enrol(world: World, number: str, name: str, at: datetime, password_hash: str) -> Account:
    account = enrolment.open_account(name, number=number, by=None, at=at)
    account.password_hash = password_hash
    world.accounts[number], world.names[number] = account.id, name
    return account


def _take_on_all(
    world: World, shop: Shop, positions: dict[str, Position], random: Random, at: datetime, password_hash: str
) -> None:
    posts = [position for position, count in shop.part.posts.items() for _ in range(count)]
    numbered = [(f"{shop.part.letter}{place:03}", position) for place, position in enumerate(posts, start=1)]
    # Who is taken on first is whom the sign-in page offers as "staff".
    for number, position in sorted(numbered, key=lambda one: one[0] != cast.WAITER_OF_TWO_MINDS):
        _take_on(world, shop, number, position, positions, random, at, password_hash)
    for number, (site, position, days) in cast.LEAVERS.items():
        if site == shop.part.key:
            last = world.today - timedelta(days=days)
            _take_on(world, shop, number, position, positions, random, at, password_hash, last)


def _take_on(
    world: World, shop: Shop, number: str, position: str, positions: dict[str, Position], random: Random, at: datetime, password_hash: str,
    last: date | None = None,
) -> None:  # fmt: skip
    name = cast.NAMED.get(number) or random.choice(cast.SURNAMES) + random.choice(cast.GIVEN)
    joined = world.first - timedelta(days=random.randint(60, 1600))
    if number in cast.NEWCOMERS:
        joined = world.today - timedelta(days=5 + 4 * cast.NEWCOMERS.index(number))
    if last is not None and last < world.first:
        return  # of a shorter history
    contract = (
        "outsourced"
        if position == "cleaner"
        else "intern"
        if number == cast.INTERN
        else "hourly"
        if number in cast.HOURLY
        else "full_time"
    )
    facts = people.PersonFacts(
        number=number, name=name, joined_on=joined, contract=contract, employer=CITY_BUREAU if position == "cleaner" else "",
        exempt=("posture",) if number == cast.EXPECTING else (),
    )  # fmt: skip
    came_from, moved_on = cast.TRANSFERS.get(number), world.today - timedelta(days=cast.TRANSFERRED_DAYS_AGO)
    if came_from is not None and moved_on <= world.first:
        came_from = None
    begins = shop if came_from is None else world.shops[came_from]
    staff = people.take_on(facts, people.Post(begins.site.id, positions[position].id))
    account_id = None
    if position != "cleaner":
        account_id = _account_of(world, shop, staff, position, max(at, local(joined, 9)), password_hash)
    until = last
    if came_from is not None:
        people.move(staff, people.Post(shop.site.id, positions[position].id), moved_on, moved_on)
        begins.workers.append(
            Worker(staff.id, number, name, position, account_id, joined, moved_on - timedelta(days=1), joined)
        )
    if last is not None:
        people.leave(staff, last, world.today, at=local(last + timedelta(days=1), 4))
    since = joined if came_from is None else moved_on
    shop.workers.append(
        Worker(staff.id, number, name, position, account_id, since, until, joined, number == cast.EXPECTING)
    )


def _account_of(world: World, shop: Shop, staff: StaffMember, position: str, at: datetime, password_hash: str) -> int:
    account = _enrol(world, staff.number, staff.name, at, password_hash)
    staff.account_id = account.id
    role = (
        "store_manager"
        if position == "manager"
        else "supervisor"
        if staff.number in cast.HOUSE_SUPERVISORS
        else "staff"
    )
    enrolment.give_role(account, role, shop.site.scope_id, by=None, at=at)
    return account.id


def _say_who_answers(shop: Shop) -> None:
    captains = [
        one for one in shop.workers if one.position in ("captain", "deputy", "adviser") and one.until_on is None
    ]
    cooks = [one for one in shop.workers if one.position == "cook"]
    for place, area in enumerate(shop.areas.values()):
        area.responsible_id = cooks[0].id if area.kind == "kitchen" and cooks else captains[place % len(captains)].id
    db.session.flush()
