/* Rows of some sentences -> what the models of sources look at: the twin of hedging.depth.phrases. */
#include "sources.h"

/* Words are fetched so many rows before they are read. */
enum { AHEAD = 24 };

/* What is known of a word that was looked up before; the words that are read soon are asked for. */
static inline const known_word *known_at(const source_tables *t, const depth_block *block, size_t row) {
    if (row + AHEAD < block->rows) PREFETCH(t->known_words + block->word[row + AHEAD].source);
    return t->known_words + block->word[row].source;
}

/* The tag of a row, and what is known of its tag and its word. */
static inline uint32_t facts_of_row(const source_tables *t, const known_word *word, uint32_t class, uint8_t initial,
                                    uint32_t *tag) {
    uint32_t facts = word->facts;
    if (word->tag & WORD_LISTED) {
        *tag = word->tag & WORD_TAG;
        return facts;
    }
    /* Beyond the end of the table its last class stands. */
    *tag = t->class_tags[least(class, (uint32_t)t->class_tags_count - 1)];
    /* A word class says what a word is in lower case; with a capital most are names. */
    if (*tag == 0 || initial == UPPER) *tag = TAG_UNKNOWN + initial;
    return facts | t->tag_facts[*tag];
}

static inline int same_word(uint64_t one, uint64_t other) { return short_hash(one) == short_hash(other); }

/* Describes the rows of a sentence, in places from its first on. */
static void describe_sentence(source_chunk *chunk, const source_sentence *sentence) {
    const depth_block *q = chunk->block;
    const source_tables *t = chunk->tables;
    places_columns to = chunk->places;
    uint32_t count = sentence->stop - sentence->first, was_quoted = q->quoted[sentence->row] != 0;
    /* The first word of a sentence has a capital anyway. */
    uint32_t capital = 0;
    row_counts counts = to.counts[sentence->first];
    for (uint32_t k = 0; k < count; k++) {
        size_t row = sentence->row + k;
        uint32_t place = sentence->first + k, tag;
        uint32_t class = q->word[row].class;
        uint64_t id = q->id[row];
        uint8_t initial = q->initial[row];
        const known_word *word = known_at(t, q, row);
        uint32_t facts = facts_of_row(t, word, class, initial, &tag);
        uint32_t is_quoted = q->quoted[row] != 0;
        /* Sums of flags, since a processor could only guess which of them are there. */
        uint32_t is_inner = (uint32_t)in_class_set(INNER_SET, initial);
        /* Two hyphens stand for a dash. */
        if (facts & ROW_HYPHEN) {
            int is_before = k > 0 && same_word(q->id[row - 1], id);
            is_inner |= !is_before && !(k + 1 < count && same_word(q->id[row + 1], id));
        }
        facts |= ROW_BARRIER * (uint32_t)!is_inner;
        facts |= facts / ROW_BARRIER * ROW_VERB & ROW_VERB * (uint32_t)(initial == LOWER);
        facts |= ROW_QUOTED * is_quoted + ROW_QUOTATION_MARK * (is_quoted ^ was_quoted);
        facts |= capital * (uint32_t)(initial == UPPER);
        capital = ROW_CAPITAL;
        was_quoted = is_quoted;
        to.described[place] = (described_row){id, tag, class >> GROUP_SHIFT, initial, class};
        to.facts[place] = facts;
        to.sayings[counts.of[COUNT_SAYING]] = place;
        to.pronouns[counts.of[COUNT_PRONOUN]] = place;
        for (int what = 0; what < COUNTS; what++) counts.of[what] += (facts & COUNTED_BITS[what]) != 0;
        to.counts[place + 1] = counts;
    }
}

/* Describes all rows, and what stands between sentences. */
void describe_rows(source_chunk *chunk) {
    const described_row nothing = {NO_TOKEN, NO_TOKEN, NO_TOKEN, NO_TOKEN, NO_TOKEN};
    places_columns *to = &chunk->places;
    memset(to->counts, 0, (SIDE_ROWS + 1) * sizeof *to->counts);
    for (uint32_t k = 0; k < SIDE_ROWS; k++) to->described[k] = nothing;
    for (size_t s = 0; s < chunk->asking_sentences.count; s++) {
        const source_sentence *sentence = chunk->asking_sentences.at + s;
        describe_sentence(chunk, sentence);
        for (uint32_t k = 0; k < SIDE_ROWS; k++) to->described[sentence->stop + k] = nothing;
        /* Counts go on in the next sentence. */
        to->counts[sentence->stop + SIDE_ROWS] = to->counts[sentence->stop];
    }
}
