/* Code points -> tokens, as hedging.text.tokens: one pass, a character at a time. */
#include "core.h"

/* Powers of GOLDEN that are at hand; few words are longer. */
enum { POWERS = 24 };

static const uint64_t POWER[POWERS] = {
    0x9E3779B97F4A7C15u, 0xDF442D22CE4859B9u, 0x604A5CE3ADDEF82Du, 0xD94363FC538227B1u,
    0x2E2B795F2D10FD85u, 0x4BE7956E30A337E9u, 0x5ECB31E4CCD2721Du, 0x06D4B2611BEB6861u,
    0x0F10CD6A9BE88BF5u, 0x80E0DCF76DB02719u, 0x779023CF069D510Du, 0x4114E3439EEBF211u,
    0x8FC15A19BA851765u, 0x50687085A271D749u, 0x82FE791BE9B804FDu, 0xF53F7DFF42A4F4C1u,
    0xC1712BCBDCDF8FD5u, 0x204DB59CA693F879u, 0xE1A216043077FDEDu, 0x07DDE4BF1258A071u,
    0x657DF06EDEA5E545u, 0xFB5E617F1F9B3AA9u, 0xB39AFCD693FFABDDu, 0x761AF3294C1A2521u,
};

/* Makes room for twice as many tokens; 0 without memory. */
static int grow(core_run *run) {
    token_columns *tokens = &run->tokens;
    size_t wanted = tokens->room ? 2 * tokens->room : 1024;
    if (!core_room(run, &tokens->start, wanted, 4) || !core_room(run, &tokens->end, wanted, 4)
        || !core_room(run, &tokens->id, wanted, 8) || !core_room(run, &tokens->shape, wanted, 1)
        || !core_room(run, &tokens->flags, wanted, 1))
        return 0;
    tokens->room = wanted;
    return 1;
}

/* The form of a code point that belongs to a word, 0 for another. */
static inline uint32_t letter_of(const core_characters *characters, uint32_t code) {
    if (code < 256) return characters->letter[code];
    uint32_t entry = look_up(characters, code);
    return in_word(entry) ? entry & 0xFFFFFF : 0;
}

/* Adds the tokens of the document that has the codes `begin` to `end`; line ends stand behind it. */
int read_tokens(core_run *run, size_t begin, size_t end) {
    const core_characters *characters = run->characters;
    const uint32_t *codes = run->request->codes;
    token_columns *tokens = &run->tokens;
    uint32_t line_ends = 2; /* a document begins as after a blank line */
    size_t before = begin;  /* the end of the last token */
    for (size_t i = begin; i < end;) {
        uint32_t code = codes[i], entry = look_up(characters, code);
        uint8_t class = (uint8_t)((entry >> 24) - 1);
        if (entry == 0) return run->failed = CORE_UNSEEN;
        if (class <= NEWLINE) {
            /* The two characters of "\r\n" are a single line end. */
            if (class == NEWLINE && !(code == 10 && i > begin && codes[i - 1] == 13)) line_ends++;
            i++;
            continue;
        }
        if (tokens->count == tokens->room && !grow(run)) return run->failed;
        size_t first = i++, at = tokens->count++;
        uint64_t hash = (entry & 0xFFFFFF) * POWER[0];
        uint32_t letter = letter_of(characters, codes[i]);
        uint8_t shape = (uint8_t)(class * 4), flags = 0;
        /* An apostrophe between two letters belongs to the second. */
        if (letter && (in_word(entry) || (class == APOSTROPHE && first > begin
                                          && letter_of(characters, codes[first - 1])))) {
            shape += 2 + (look_up(characters, codes[i]) >> 24 == UPPER + 1);
            uint64_t power = POWER[POWERS - 1];
            for (size_t k = 1; letter && k < POWERS; k++) {
                hash += letter * POWER[k];
                letter = letter_of(characters, codes[++i]);
            }
            while (letter) {
                hash += letter * (power *= GOLDEN);
                letter = letter_of(characters, codes[++i]);
            }
        }
        if (line_ends) flags = GAP_BEFORE | (line_ends == 1 ? LINE_ENDS : 2 * LINE_ENDS);
        else if (first > before) flags = GAP_BEFORE;
        line_ends = 0;
        before = i;
        ((uint32_t *)tokens->start.data)[at] = (uint32_t)first;
        ((uint32_t *)tokens->end.data)[at] = (uint32_t)i;
        ((uint64_t *)tokens->id.data)[at] = mix(hash);
        ((uint8_t *)tokens->shape.data)[at] = shape;
        ((uint8_t *)tokens->flags.data)[at] = flags;
    }
    return CORE_OK;
}
