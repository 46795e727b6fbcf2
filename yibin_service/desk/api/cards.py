"""Cards at one address: read them, or file one."""

from cases.api.reads import CardListAPI
from cases.views.card_form import FileCard
from yibin_service.foundation.acts.api import endpoint_of

CardsAPI: type[CardListAPI] = type(
    "CardsAPI", (CardListAPI, endpoint_of(FileCard, "file_card")), {"__doc__": "Cards, newest first; POST files one."}
)
