/* Code points -> tokens, as hedging.text.tokens: 64 characters at a time.

   Where words begin and end is told by the bits of four numbers, a bit for each character, since a
   branch for every character costs more than all the rest: the processor guesses wrong where a word
   ends. A block ends where a token ends; what begins in it and does not end there is left to the
   next block. Sums over the block give the hashes of its words, as they do in numpy. */
#include "core.h"

#define KIND(class, bits) ((class) << CLASS_SHIFT | (bits))

#define UNSEEN KIND(15, 0) /* the only class with all four bits */

/* What the blocks ask of a character, by its class plus one. */
static const uint8_t KINDS_OF_CLASSES[OTHER + 2] = {
    UNSEEN, KIND(SPACE, 0), KIND(NEWLINE, IS_LINE_END), KIND(LOWER, IN_WORD | IN_TOKEN),
    KIND(UPPER, IN_WORD | IN_TOKEN), KIND(DIGIT, IN_WORD | IN_TOKEN), KIND(MARK, IN_WORD | IN_TOKEN),
    KIND(APOSTROPHE, IS_APOSTROPHE | IN_TOKEN), KIND(STOP, IN_TOKEN), KIND(OPENER, IN_TOKEN),
    KIND(CLOSER, IN_TOKEN), KIND(QUOTE, IN_TOKEN), KIND(DASH, IN_TOKEN), KIND(OTHER, IN_TOKEN),
};

uint8_t kind_of(uint32_t entry) { return KINDS_OF_CLASSES[entry >> 24]; }

typedef struct {
    size_t at, size;               /* where the block stands in the codes */
    block_characters characters;
    uint64_t starts, lasts, lines; /* the first and last characters of tokens, and the line ends */
} block;

/* The characters of a block that have a bit of their kind, each as a bit. */
static uint64_t characters_with(const uint64_t *eights, int bit) {
    const uint64_t to_top_byte = 0x0102040810204080u;
    uint64_t all = 0;
    for (int k = 0; k < BLOCK / 8; k++)
        all |= ((eights[k] / (uint64_t)bit & EACH_BYTE(1)) * to_top_byte >> 56) << 8 * k;
    return all;
}

/* Leaves out the line ends that are the second character of "\r\n". Before the codes stands another,
   unless they begin the text. */
static uint64_t single_line_ends(const uint32_t *codes, int begins_text, uint64_t lines) {
    uint64_t single = lines;
    for (; lines; lines &= lines - 1) {
        uint32_t i = lowest_bit(lines);
        if (codes[i] == 10 && (i || !begins_text) && *(codes + i - 1) == 13) single &= ~(lines & (0 - lines));
    }
    return single;
}

/* Reads the characters of a block one by one; 0 if one is unseen. */
static int read_any(const core_run *run, const uint32_t *codes, size_t size, block_characters *characters) {
    uint64_t sum = 0, eights[BLOCK / 8], any = 0, unseen = 0;
    if (size < BLOCK) memset(characters->kind + size, 0, BLOCK - size);
    characters->sums[0] = 0;
    for (size_t k = 0; k < size; k++) {
        uint32_t entry = look_up(run->characters, codes[k]);
        characters->kind[k] = kind_of(entry);
        characters->sums[k + 1] = sum += (entry & 0xFFFFFF) * run->power[k];
    }
    memcpy(eights, characters->kind, sizeof eights);
    for (int k = 0; k < BLOCK / 8; k++) {
        uint64_t eight = eights[k], pairs = eight & eight << 1;
        any |= eight;
        unseen |= pairs & pairs << 2;
    }
    if (unseen & EACH_BYTE(0x80)) return 0;
    characters->words = characters_with(eights, IN_WORD);
    characters->tokens = characters_with(eights, IN_TOKEN);
    characters->apostrophes = any & EACH_BYTE(IS_APOSTROPHE) ? characters_with(eights, IS_APOSTROPHE) : 0;
    characters->lines = any & EACH_BYTE(IS_LINE_END) ? characters_with(eights, IS_LINE_END) : 0;
    return 1;
}

/* Reads the characters of a block the fast way, if they are plain. What lies behind a short block is
   not read: blanks stand in for it. */
static int read_plain(const core_run *run, const uint32_t *codes, size_t size, block_characters *characters) {
    uint32_t padded[BLOCK];
    if (!run->read_plain) return 0;
    if (size == BLOCK) return run->read_plain(run, codes, characters);
    memcpy(padded, codes, size * sizeof *codes);
    for (size_t k = size; k < BLOCK; k++) padded[k] = ' ';
    if (!run->read_plain(run, padded, characters)) return 0;
    uint64_t inside = ((uint64_t)1 << size) - 1;
    characters->words &= inside;
    characters->tokens &= inside;
    characters->apostrophes &= inside;
    characters->lines &= inside;
    return 1;
}

/* Reads a block of the document that begins at `begin`; 0 if a character is unseen. */
static int read_block(const core_run *run, size_t begin, block *b) {
    const uint32_t *codes = run->codes + (b->at - run->codes_begin);
    block_characters *characters = &b->characters;
    if (!read_plain(run, codes, b->size, characters) && !read_any(run, codes, b->size, characters)) return 0;
    uint64_t words = characters->words, inner = words;
    if (characters->apostrophes) {
        /* An apostrophe between two letters belongs to the second. */
        uint64_t before = b->at > begin && in_word(look_up(run->characters, codes[-1]));
        inner |= characters->apostrophes & (words << 1 | before) & words >> 1;
    }
    uint64_t further = words & inner << 1;
    b->starts = characters->tokens & ~further;
    b->lasts = characters->tokens & ~(further >> 1);
    b->lines = characters->lines ? single_line_ends(codes, b->at == begin, characters->lines) : 0;
    return 1;
}

/* Reads on in a word that begins a block and does not end there. */
static void read_long_word(const core_run *run, block *b, size_t end) {
    const uint32_t *codes = run->codes;
    uint64_t sum = b->characters.sums[BLOCK], power = run->power[BLOCK - 1];
    size_t i = b->at + BLOCK;
    for (uint32_t entry; i < end && in_word(entry = look_up(run->characters, codes[i - run->codes_begin])); i++)
        sum += (entry & 0xFFFFFF) * (power *= GOLDEN);
    b->characters.sums[BLOCK] = sum;
    b->size = i - b->at;
}

static uint32_t count_to_two(uint64_t bits) { return bits == 0 ? 0 : (bits & (bits - 1)) == 0 ? 1 : 2; }

/* Adds the tokens of a block. `*before` is the end of the token before, `*line_ends` their number
   since then: 0, 1, or 2 and more. */
static void add_tokens(core_run *run, const block *b, size_t *before, uint32_t *line_ends) {
    tokens_columns tokens = run->tokens;
    uint64_t starts = b->starts, lasts = b->lasts, lines = b->lines;
    size_t at = tokens.count, previous = *before, origin = b->at;
    for (; starts; starts &= starts - 1, lasts &= lasts - 1, at++) {
        uint32_t first = lowest_bit(starts), last = lowest_bit(lasts);
        uint64_t passed = lines & ((starts & (0 - starts)) - 1);
        uint8_t is_long = last > first, class = b->characters.kind[first] >> CLASS_SHIFT;
        uint8_t is_capital = b->characters.kind[first + 1] >> CLASS_SHIFT == UPPER;
        tokens.flags[at] = origin + first > previous ? GAP_BEFORE : 0;
        if (passed || *line_ends) {
            uint32_t count = *line_ends + count_to_two(passed);
            tokens.flags[at] = GAP_BEFORE | HEAD | (count > 1 ? BREAK | PARAGRAPH : 0);
            tokens.heads[run->head_count++] = (uint32_t)at;
            lines &= ~passed;
            *line_ends = 0;
        }
        tokens.start[at] = (uint32_t)(origin + first);
        tokens.end[at] = (uint32_t)(previous = origin + last + 1);
        tokens.id[at] = mix((b->characters.sums[last + 1] - b->characters.sums[first]) * run->inverse[first]);
        tokens.shape[at] = (uint8_t)(class * 4 + is_long * 2 + (is_long & is_capital));
    }
    run->tokens.count = at;
    *before = previous;
    *line_ends += count_to_two(lines);
    if (*line_ends > 2) *line_ends = 2;
}

/* Adds the tokens of the codes `begin` to `end`, which begin a text or a token behind so many line
   ends: 1, or 2 and more. A document begins as after a blank line. */
int read_tokens(core_run *run, size_t begin, size_t end, uint32_t line_ends) {
    block b;
    size_t before = begin;
    run->head_count = 0;
    /* A token has five characters or more in prose: most documents need no second room. */
    if (!ROOM_FOR(run, tokens, run->tokens.count + (end - begin) / 4 + BLOCK)) return run->failed;
    memset(b.characters.kind + BLOCK, 0, sizeof b.characters.kind - BLOCK);
    for (b.at = begin; b.at < end; b.at += b.size) {
        b.size = end - b.at < BLOCK ? end - b.at : BLOCK;
        if (!ROOM_FOR(run, tokens, run->tokens.count + BLOCK)) return run->failed;
        if (!read_block(run, begin, &b)) return run->failed = CORE_UNSEEN;
        int is_cut = b.at + b.size < end && b.lasts >> (BLOCK - 1);
        if (is_cut && b.starts != 1) {
            uint32_t last = highest_bit(b.starts);
            b.starts ^= (uint64_t)1 << last;
            b.lasts ^= (uint64_t)1 << (BLOCK - 1);
            b.size = last;
        } else if (is_cut) read_long_word(run, &b, end);
        size_t long_end = b.at + b.size;
        add_tokens(run, &b, &before, &line_ends);
        if (is_cut && b.size > BLOCK) {
            run->tokens.end[run->tokens.count - 1] = (uint32_t)long_end;
            before = long_end;
        }
    }
    return CORE_OK;
}
