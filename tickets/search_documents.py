"""What search looks in, as Postgres keeps it: the tokens of a text, in an index on an expression.

Latin words are tokens as they stand; a run of Han characters becomes its overlapping pairs and its
last character, so that a word of two (退款, 投诉) is found exactly and by index, without a
dictionary. The query is cut the same way by `tickets.search`.

The texts below stand in a migration: a change of them is a new function and a new migration.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db.models import BooleanField, Func

MOST_CHARACTERS = 20_000
MOST_IN_A_TOKEN = 64
HAN = "\u3400-\u9fff\uf900-\ufaff"
# Spaces, signs and control characters end a word, in both scripts.
BREAKS = r"\s[:punct:][:cntrl:]" + "\u2000-\u206f\u3000-\u303f\uff00-\uffef"

# Only the constants above are put in.
TOKENS = rf"""
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT token), '{{}}'))
  FROM (SELECT lower(normalize(left(said, {MOST_CHARACTERS}), NFKC)) AS words) AS folded,
  LATERAL (
    SELECT left(piece[1], {MOST_IN_A_TOKEN}) AS token
    FROM regexp_matches(words, '[^{BREAKS}{HAN}]+', 'g') AS piece
    UNION ALL
    SELECT substr(piece[1], place, 2)
    FROM regexp_matches(words, '[{HAN}]+', 'g') AS piece,
         generate_series(1, length(piece[1])) AS place
  ) AS tokens
"""  # nosec B608
MAKE_FUNCTION = f"""
CREATE OR REPLACE FUNCTION desk_search_document(said text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $${TOKENS}$$;
"""
# Postgres parses and plans a function in SQL anew at every row that an index over it takes, which
# was a third of what a message cost to insert. In PL/pgSQL it is planned once a connection.
PLAN_FUNCTION_ONCE = f"""
CREATE OR REPLACE FUNCTION desk_search_document(said text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$ BEGIN RETURN ({TOKENS}); END $$;
"""
# Most texts are in one script and normal already: they cost one pass by a regular expression. The
# plan above started both scripts' halves and sorted their tokens, which `array_to_tsvector` does
# anyway, for twice the time. It returns the same, token for token.
CUT_SCRIPT_BY_SCRIPT = rf"""
CREATE OR REPLACE FUNCTION desk_search_document(said text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  words text := left(said, {MOST_CHARACTERS});
  tokens text[];
BEGIN
  IF words IS NOT NFKC NORMALIZED THEN words := normalize(words, NFKC); END IF;
  words := lower(words);
  tokens := ARRAY(
    SELECT left(token, {MOST_IN_A_TOKEN})
    FROM regexp_split_to_table(words, '[{BREAKS}{HAN}]+') AS token WHERE token <> ''
  );
  IF words ~ '[{HAN}]' THEN
    tokens := tokens || ARRAY(
      SELECT substr(piece[1], place, 2)
      FROM regexp_matches(words, '[{HAN}]+', 'g') AS piece,
           generate_series(1, length(piece[1])) AS place
    );
  END IF;
  RETURN array_to_tsvector(tokens);
END $$;
"""  # nosec B608
DROP_FUNCTION = "DROP FUNCTION desk_search_document(text);"


class SearchDocument(Func):
    """The tokens of a text column; an index on the same expression answers for it."""

    function = "desk_search_document"
    output_field = SearchVectorField()


class Holds(Func):
    """Whether the document of a column matches a query: `Holds("text", Value("'refund':*"))`."""

    template = "(desk_search_document(%(expressions)s::tsquery)"
    arg_joiner = ") @@ "
    arity = 2
    output_field = BooleanField()
    conditional = True


def index_on(field: str, name: str) -> GinIndex:
    return GinIndex(SearchDocument(field), name=name)
