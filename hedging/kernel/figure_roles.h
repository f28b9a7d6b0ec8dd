/* Roles of words around figures, by python -m hedging.kernel.figure_roles. */
#define FIGURES_FINGERPRINT 0xEEC2EE92F2C991FCu

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
};
