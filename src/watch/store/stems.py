"""Words as the indexes hold them; see `watch.stems`."""

from watch.stems import fold, stems

__all__ = ["fold", "stems"]
