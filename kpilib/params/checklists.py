"""What was done, point by point, as people tick it off."""

from kpilib.params.types import Strict


class VideoChecklist(Strict):
    """The five standards of an evergreen video."""

    timing: bool | None = None
    description: bool | None = None
    timestamps: bool | None = None
    subtitles: bool | None = None
    backlink: bool | None = None


class ChannelChecklist(Strict):
    """Channels planned, and those that went out."""

    planned: list[str] = []
    sent: list[str] = []

    @property
    def left_out(self) -> list[str]:
        """Planned channels that did not go out; capitals and spaces around a name are no difference."""
        sent = {name.strip().casefold() for name in self.sent}
        return [name for name in self.planned if name.strip().casefold() not in sent]


class Checklists(Strict):
    """What was done, point by point."""

    kit: dict[str, bool | str] = {}
    channels: ChannelChecklist | None = None
    video: VideoChecklist | None = None
    useful_content: bool | None = None
