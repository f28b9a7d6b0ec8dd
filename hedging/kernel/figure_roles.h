/* Roles of words around figures, by python -m hedging.kernel.figure_roles. */
#define FIGURES_FINGERPRINT 0x121B4FACB6606A5Eu

enum {
    NO_ROLE,
    NUMBER = 1,
    PERCENT = 2,
    CHANCE = 3,
    SURE = 4,
    IN = 5,
    TIMES = 6,
    OUT = 7,
    ODDS = 8,
    TO = 9,
    AGAINST = 10,
    RANGE_DASH = 11,
    INTERVAL = 12,
    AND = 13,
    COMPARED = 14,
    BY = 15,
    DENIAL = 16,
    DOUBT = 17,
    FAR_OFF = 18,
    FROM = 19,
    IS = 20,
    SAYS = 21,
    KNOWS = 22,
    WITH = 23,
    THAT = 24,
    PRONOUN = 25,
    LINK = 26,
};

/* What a word has to do with a denied figure: it is a part of it, or it denies it. */
enum { DENIED = 1, DENIES = 2 };
