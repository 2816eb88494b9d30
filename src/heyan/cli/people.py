"""`heyan providers` and `heyan officers`: who may ask, and their keys."""

import click

from heyan.casework import people
from heyan.casework.desk import Desk
from heyan.cli.house import at_desk
from heyan.cli.saying import example, json_option, remark, say, say_json
from heyan.rules.provinces import BY_CODE, Province

_LONGEST_NAME = 100


class ProvinceType(click.ParamType[Province]):
    """A province by its code or its name."""

    name = "province"

    def convert(
        self, value: str | Province, param: click.Parameter | None, ctx: click.Context | None
    ) -> Province:
        """Find the province that is meant."""
        if isinstance(value, Province):
            return value
        for each in BY_CODE.values():
            if value in {str(each.code), each.name, each.full_name, each.short, each.english}:
                return each
        raise click.BadParameter("There is no such province; say 120000 or Tianjin.", ctx, param)


class NameType(click.ParamType[str]):
    """What a provider or officer is called."""

    name = "name"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Take a name as it is written, if it can be one."""
        if not (value.strip() == value and value.isprintable() and 0 < len(value) <= _LONGEST_NAME):
            self.fail("A name is 1 to 100 printable characters.", param, ctx)
        return value


PROVINCE = ProvinceType()
NAME = NameType()


@click.group()
def providers() -> None:
    """Enter access providers (接入服务商), and give them keys."""


@providers.command(epilog=example("heyan providers add haihe-cloud"))
@click.argument("name", type=NAME)
@json_option
def add(name: str, *, as_json: bool) -> None:
    """Enter a provider and print its first key, once."""

    async def deed(desk: Desk) -> str:
        _, key = await people.add_provider(desk, name)
        return key

    _tell_key(name, at_desk(deed), as_json=as_json)


@providers.command(epilog=example("heyan providers key haihe-cloud"))
@click.argument("name", type=NAME)
@json_option
def key(name: str, *, as_json: bool) -> None:
    """Print another key for a provider, once; those it has serve on."""

    async def deed(desk: Desk) -> str:
        return await people.new_key(desk, name)

    _tell_key(name, at_desk(deed), as_json=as_json)


@click.group()
def officers() -> None:
    """Enter officers of a bureau (管局), with their keys."""


@officers.command("add", epilog=example("heyan officers add wang --province Tianjin"))
@click.argument("name", type=NAME)
@click.option("--province", type=PROVINCE, required=True, help="Its code or its name.")
@json_option
def add_officer(name: str, province: Province, *, as_json: bool) -> None:
    """Enter an officer of one province and print the officer's key, once."""

    async def deed(desk: Desk) -> str:
        _, officer_key = await people.add_officer(desk, name, province.code)
        return officer_key

    _tell_key(name, at_desk(deed), as_json=as_json)


def _tell_key(name: str, told: str, *, as_json: bool) -> None:
    if as_json:
        say_json({"name": name, "key": told})
        return
    remark(f"The key of {name}; it is shown only now:")
    say(told)
