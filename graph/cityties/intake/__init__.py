"""From an article to candidates for claims: read, propose, compare, review, accept.

Nothing enters the tables unreviewed. An article is read (:mod:`.readers`) and kept in an inbox on
the user's disk (:mod:`.inbox`); rules and word lists propose rows of the claims table
(:mod:`.proposer`), each with the sentence that carries it, a confidence and the reason; each is
compared with what is known (:mod:`.known`); a person decides (:mod:`.review`), and what was
accepted is added to a data folder (:mod:`.accept`). No model and no network is needed; a language
model of the user's own can propose too (:mod:`.llm`), under the same review.
"""
