"""The life of a congress, one file a step: its commands, its events, `handle` and `evolve`.

A command is imperative and may be refused; an event is past tense, frozen and versioned.
Each step lists its handlers and evolvers in two tables; `counting.steps.handle` joins the tables.
"""
