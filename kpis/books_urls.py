from django.urls import path

import kpis.urls  # noqa: F401  (its converters of months)
from kpis.views import books

app_name = "books"
urlpatterns = [
    path("books/", books.BooksList.as_view(), name="list"),
    path("books/check/", books.Check.as_view(), name="check"),
    path("books/runs/<uuid:pk>/", books.BooksRun.as_view(), name="run"),
    path("<month:first>/close/", books.CloseMonth.as_view(), name="close"),
]
