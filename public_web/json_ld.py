"""A track as schema.org MusicRecording, safe to stand inside a <script> element."""

from __future__ import annotations

from typing import Any

from public_web.meta import Shown
from public_web.moments import iso_duration
from public_web.shared import MP3, PICTURE, text_of
from sync.wire import codec

_COMPOSERS = frozenset({"composer", "songwriter", "music", "written by", "writer"})
_LYRICISTS = frozenset({"lyricist", "lyrics", "songwriter", "words"})
_ESCAPES = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def script_safe(value: object) -> str:
    """JSON that can neither end the element that it stands in nor break a line of script."""
    return codec.encode(value).decode().translate(_ESCAPES)


def recording(shown: Shown, comments: list[dict[str, Any]]) -> str:
    """The text of the JSON-LD element; `comments` as the template has them."""
    said = [_comment(c) for c in comments if not (c["deleted"] or c["held"])]
    return script_safe(without_nothing({**_recording(shown), "comment": said or None}))


def _recording(shown: Shown) -> dict[str, Any]:
    track, published = shown.track, shown.published
    return {
        "@context": "https://schema.org",
        "@type": "MusicRecording",
        "@id": shown.canonical,
        "name": track.title,
        "url": shown.canonical,
        "description": shown.description,
        "duration": iso_duration(shown.facts.duration_ms),
        "datePublished": published.date().isoformat() if published else None,
        "image": [_picture(shown)] if shown.picture else None,
        "byArtist": {
            "@type": "MusicGroup",
            "name": track.artist.name,
            "url": shown.absolute(track.artist.url),
        },
        "inAlbum": shown.on
        and {"@type": "MusicAlbum", "name": shown.on.release.title, "url": shown.album_url},
        "isrcCode": track.isrc,
        "genre": [track.genre] if track.genre else None,
        "keywords": ", ".join(track.tags) or None,
        "license": track.license.url or None,
        "inLanguage": shown.settings.site_language,
        "recordingOf": _composition(shown),
        "contributor": [_contributor(c.person, c.role, c.url) for c in track.credits] or None,
        "audio": _audio(shown),
        "interactionStatistic": _counts(shown),
        "potentialAction": {"@type": "ListenAction", "target": shown.canonical},
    }


def _picture(shown: Shown) -> dict[str, Any]:
    return {"@type": "ImageObject", "url": shown.picture, "width": PICTURE, "height": PICTURE}


def _contributor(person: str, role: str, url: str) -> dict[str, Any]:
    who = {"@type": "Person", "name": person, "url": url or None}
    return {"@type": "Role", "roleName": role, "contributor": who}


def _composition(shown: Shown) -> dict[str, Any] | None:
    def named(roles: frozenset[str]) -> list[dict[str, str]] | None:
        found = [c.person for c in shown.track.credits if c.role.casefold() in roles]
        return [{"@type": "Person", "name": name} for name in found] or None

    composers, lyricists = named(_COMPOSERS), named(_LYRICISTS)
    if not (composers or lyricists):
        return None
    return {
        "@type": "MusicComposition",
        "name": shown.track.title,
        "composer": composers,
        "lyricist": lyricists,
    }


def _audio(shown: Shown) -> dict[str, Any]:
    published = shown.published
    return {
        "@type": "AudioObject",
        "contentUrl": shown.audio,
        "encodingFormat": MP3 if shown.audio else None,
        "embedUrl": shown.embed,
        "duration": iso_duration(shown.facts.duration_ms),
        "uploadDate": published.isoformat() if published else None,
    }


def _comment(comment: dict[str, Any]) -> dict[str, Any]:
    author = comment["author"]
    return {
        "@type": "Comment",
        "text": text_of(comment["body_html"]),
        "author": {"@type": "Person", "name": author.name},
        "dateCreated": comment["created_at"],
    }


def _counts(shown: Shown) -> list[dict[str, Any]] | None:
    if shown.settings.no_tracking:
        return None
    counts = (
        ("ListenAction", shown.track.play_count),
        ("CommentAction", shown.track.comment_count),
    )
    return [
        {
            "@type": "InteractionCounter",
            "interactionType": {"@type": action},
            "userInteractionCount": count,
        }
        for action, count in counts
    ]


def without_nothing(value: Any) -> Any:
    """The same without members that are None, at any depth."""
    if isinstance(value, dict):
        return {k: without_nothing(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [without_nothing(v) for v in value]
    return value
