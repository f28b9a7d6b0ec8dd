/* A block of a round -> columns that are kept, and its sentences at first sight: hedging.depth.roles
   and the signals of hedging.depth.confidence. */
#include "depth.h"
#include "linear.h"

/* Room for `count` values more behind `size` of them; NULL without memory. */
static void *room_behind(core_run *run, core_buffer *buffer, size_t size, size_t count, size_t width) {
    char *data = core_room(run, buffer, size + count, width);
    return data ? data + size * width : NULL;
}

int depth_keep_tokens(core_run *run) {
    depth_round *r = run->request->round;
    uint8_t *inside = core_room(run, &r->inside_quotation, run->tokens.count, 1);
    return inside ? find_quotations(run, r, inside) : run->failed;
}

/* The classes of the first characters of the tokens of a slice, from its first sentence on. */
static int note_initials(core_run *run, depth_round *r) {
    if (run->sentences == 0) return CORE_OK;
    size_t first = ((const uint32_t *)run->first.data)[0];
    size_t count = ((const uint32_t *)run->stop.data)[run->sentences - 1] - first;
    const uint8_t *shape = (const uint8_t *)run->tokens.shape.data + first;
    uint8_t *initials = core_room(run, &r->initials, count + BEHIND, 1);
    if (!initials) return run->failed;
    for (size_t k = 0; k < count; k++) initials[k] = class_of_shape(shape[k]);
    memset(initials + count, 0, BEHIND);
    return CORE_OK;
}

/* Those of the tokens of a sentence that begins at `token`. */
static const uint8_t *initials_at(const core_run *run, const depth_round *r, size_t token) {
    return (const uint8_t *)r->initials.data + (token - ((const uint32_t *)run->first.data)[0]);
}

/* Whether the words of a sentence call for a closer look, in any document or in a short one: see
   `signalled`. */
static void find_signals(const depth_tables *t, const spoken_words *words, uint8_t *signalled, uint8_t *if_short) {
    int64_t sum = 0;
    int always = 0;
    const int8_t most = (int8_t)t->numbers.always, *weights = t->signals;
    const uint64_t *id = words->id;
    size_t k = 0;
    for (; k + 4 <= words->count; k += 4) {
        int own[4];
        for (size_t j = 0; j < 4; j++) own[j] = weights[id[k + j] >> (64 - SIGNAL_BITS)];
        sum += own[0] + own[1] + own[2] + own[3];
        always |= (own[0] == most) | (own[1] == most) | (own[2] == most) | (own[3] == most);
    }
    for (; k < words->count; k++) {
        int8_t weight = weights[id[k] >> (64 - SIGNAL_BITS)];
        sum += weight;
        always |= weight == most;
    }
    double score = t->numbers.signal_scale * (double)sum;
    *signalled = always || t->numbers.signal_bias + score > 0;
    *if_short = always || t->numbers.short_bias + score > 0;
}

/* Features of a sentence that may be no claim: of its words and of their classes two for each and four of
   the sentence, and its length. */
enum { FEATURES_OF_WORDS = 2 * MOST_TOKENS + 4, ROLE_FEATURES = 2 * FEATURES_OF_WORDS + 1 };

/* The features of a sentence, whose weights are being prefetched. */
typedef struct {
    uint32_t row[ROLE_FEATURES];
    size_t count;
} role_features;

/* Adds the features of the words of a sentence, or of their classes: see `_features`. The first of their
   rows is `first`. */
static void add_features(const depth_tables *t, const uint64_t *id, size_t count, uint32_t first, role_features *own) {
    const depth_numbers *n = &t->numbers;
    uint64_t before[MOST_TOKENS], hashes[FEATURES_OF_WORDS], *behind = hashes + 2 * count;
    before[0] = NO_TOKEN + n->pair;
    for (size_t k = 1; k < count; k++) before[k] = id[k - 1] + n->pair;
    mix_all(before, count);
    for (size_t k = 0; k < count; k++) {
        hashes[k] = id[k] + n->word;
        hashes[count + k] = before[k] + id[k];
    }
    behind[0] = mix(id[0] + n->first);
    behind[1] = mix(mix(id[0] + n->opening) + id[count > 1]);
    behind[2] = mix(id[count - 1] + n->last);
    behind[3] = id[count > 1] + n->second;
    mix_all(hashes, 2 * count + 4);
    for (size_t k = 0; k < 2 * count + 4; k++) {
        uint32_t row = first + (uint32_t)(hashes[k] >> (64 - CLAIM_BITS));
        PREFETCH(t->claims + (size_t)SUM_COLUMNS * row);
        own->row[own->count++] = row;
    }
}

/* Prefetches the weights of a sentence that may be no claim. */
static void find_role_features(const core_run *run, const depth_tables *t, const spoken_words *words, role_features *own) {
    const depth_numbers *n = &t->numbers;
    const hash_index *index = &run->tables->words;
    uint64_t classes[MOST_TOKENS];
    size_t count = words->count, length = count < n->most_length ? count : n->most_length;
    for (size_t k = 0; k < count; k++) PREFETCH(index->first + (words->id[k] >> index->shift));
    own->row[0] = (uint32_t)(mix(length + n->length) >> (64 - CLAIM_BITS));
    own->count = 1;
    add_features(t, words->id, count, 0, own);
    for (size_t k = 0; k < count; k++) {
        uint32_t row = index->first[words->id[k] >> index->shift];
        PREFETCH(index->known + row);
        PREFETCH(run->tables->word_classes + row);
    }
    for (size_t k = 0; k < count; k++)
        classes[k] = class_number(t, listed_class(run->tables, words->id[k]), words->initial[k]);
    mix_all(classes, count);
    add_features(t, classes, count, 1 << CLAIM_BITS, own);
}

/* What a sentence does by the sums of its weights: see `sums` of claims. */
static uint8_t likeliest_role(const core_run *run, const depth_tables *t, const spoken_words *words) {
    role_features own;
    int32_t sums[SUM_COLUMNS];
    uint8_t best = 0;
    find_role_features(run, t, words, &own);
    sum_rows(t->claims, own.row, own.count, sums);
    for (uint8_t k = 1; k < ROLES; k++)
        if (sums[k] > sums[best]) best = k;
    return best;
}

/* Whether a word, a pair of words or a last token opens the gate; most are not even in the filter. */
static int is_opening(const depth_tables *t, uint64_t hash) {
    uint64_t place = hash >> (64 - FILTER_BITS);
    return (t->opening_bits[place / 64] >> place % 64 & 1) && row_of(&t->openings, hash) >= 0;
}

/* What a sentence does: see `roles_of`. */
static uint8_t find_role(const core_run *run, const depth_tables *t, const spoken_words *words) {
    const uint64_t *id = words->id;
    size_t count = words->count;
    const depth_numbers *n = &t->numbers;
    int asks = count > 0 && id[count - 1] == n->question_mark, may_be_other = 0;
    if (count > 0 && count <= MOST_TOKENS)
        may_be_other = count <= n->always_read || is_opening(t, mix(id[0] + n->first))
            || is_opening(t, mix(mix(id[0] + n->opening) + id[count > 1])) || is_opening(t, mix(id[count - 1] + n->last));
    uint8_t role = may_be_other ? likeliest_role(run, t, words) : 0;
    return asks && role == n->claim ? (uint8_t)n->question : role;
}

/* Whether a sentence looks like a heading: see `look_like_headings`. */
static uint8_t is_like_heading(const depth_tables *t, const spoken_words *words) {
    if (words->count == 0 || words->count > t->numbers.longest_heading || words->is_item) return 0;
    return !is_among(&t->final_marks, words->id[words->count - 1]);
}

/* Describes the sentences of a slice at first sight. */
static int outline_sentences(core_run *run, depth_round *r) {
    size_t count = run->sentences, size = r->sentences;
    uint32_t *length = room_behind(run, &r->length, size, count, 4);
    uint32_t *owner = room_behind(run, &r->owner, size, count, 4);
    uint8_t *signalled = room_behind(run, &r->signalled, size, count, 1);
    uint8_t *if_short = room_behind(run, &r->if_short, size, count, 1);
    uint8_t *role = room_behind(run, &r->role, size, count, 1);
    uint8_t *heading = room_behind(run, &r->heading, size, count, 1);
    if (!length || !owner || !signalled || !if_short || !role || !heading) return run->failed;
    for (size_t s = 0; s < count; s++) {
        uint32_t a = ((uint32_t *)run->first.data)[s], b = ((uint32_t *)run->stop.data)[s];
        void *room = core_room(run, &r->room, room_for_words(b - a), 1);
        if (!room) return run->failed;
        spoken_words all = {(const uint64_t *)run->tokens.id.data + a, initials_at(run, r, a), NULL, NULL, b - a, 0, 0};
        spoken_words words = find_spoken(r->tables, &all, room);
        length[s] = b - a;
        owner[s] = ((uint32_t *)run->owner.data)[s];
        find_signals(r->tables, &words, signalled + s, if_short + s);
        role[s] = find_role(run, r->tables, &words);
        heading[s] = is_like_heading(r->tables, &words);
    }
    return CORE_OK;
}

/* Whether one of the cues of a sentence may be shown; `*cue` moves on to those of the next. */
static int may_show_cue(const core_run *run, size_t sentence, size_t *cue) {
    const uint8_t *kept = (const uint8_t *)run->cue_kept.data;
    const int32_t *sums = (const int32_t *)run->cue_sum.data;
    const uint32_t *cue_sentence = (const uint32_t *)run->cue_sentence.data;
    const depth_round *r = run->request->round;
    size_t count = 0;
    int is_strong = 0;
    for (; *cue < run->cues && cue_sentence[*cue] == sentence; ++*cue) {
        if (!kept[*cue]) continue;
        is_strong |= sums[*cue] >= r->least_sum;
        count++;
    }
    return is_strong || count > FAINT_CUES;
}

/* Whether a document may be short, by its sentences of the slice from `first` to `stop`: those that count
   for sure have no more tokens than a short one. */
static int may_be_short(const depth_round *r, size_t first, size_t stop) {
    const depth_numbers *n = &r->tables->numbers;
    const uint32_t *length = (const uint32_t *)r->length.data;
    const uint8_t *role = (const uint8_t *)r->role.data, *heading = (const uint8_t *)r->heading.data;
    uint64_t tokens = 0;
    for (size_t s = first; s < stop && tokens <= n->most_of_short; s++) {
        int counts = role[s] == n->unknown || (role[s] == n->claim && !heading[s]);
        tokens += counts && length[s] <= n->longest ? length[s] : 0;
    }
    return tokens <= n->most_of_short;
}

/* Which sentences of the slice may be read closely, and where their tokens go; the number of these. Of a
   document that may be short, all may be. */
static size_t choose_sentences(const core_run *run, const depth_round *r, uint32_t *first, uint8_t *kept) {
    const uint32_t *length = (const uint32_t *)r->length.data + r->sentences;
    const uint32_t *owner = (const uint32_t *)run->owner.data;
    const uint8_t *signalled = (const uint8_t *)r->signalled.data + r->sentences;
    size_t tokens = 0, cue = 0;
    int is_short = 0;
    for (size_t s = 0; s < run->sentences; s++) {
        if (s == 0 || owner[s] != owner[s - 1]) {
            size_t stop = s;
            while (stop < run->sentences && owner[stop] == owner[s]) stop++;
            is_short = may_be_short(r, r->sentences + s, r->sentences + stop);
        }
        int is_shown = may_show_cue(run, s, &cue);
        kept[s] = (uint8_t)(is_shown || signalled[s] || is_short);
        first[s] = (uint32_t)(r->tokens + tokens);
        tokens += kept[s] ? length[s] : 0;
    }
    return tokens;
}

/* Keeps the tokens of the sentences of a slice that may be read closely. */
static int keep_tokens(core_run *run, depth_round *r) {
    uint32_t *first = room_behind(run, &r->first, r->sentences, run->sentences, 4);
    uint8_t *kept = room_behind(run, &r->kept, r->sentences, run->sentences, 1);
    if (!first || !kept) return run->failed;
    size_t count = choose_sentences(run, r, first, kept), size = r->tokens;
    uint32_t *start = room_behind(run, &r->start, size, count, 4);
    uint32_t *end = room_behind(run, &r->end, size, count, 4);
    uint64_t *id = room_behind(run, &r->id, size, count, 8);
    uint8_t *initial = room_behind(run, &r->initial, size, count + BEHIND, 1);
    uint8_t *quoted = room_behind(run, &r->quoted, size, count, 1);
    if (!start || !end || !id || !initial || !quoted) return run->failed;
    for (size_t s = 0; s < run->sentences; s++) {
        size_t a = ((uint32_t *)run->first.data)[s], length = ((uint32_t *)run->stop.data)[s] - a;
        if (!kept[s] || length == 0) continue;
        memcpy(start, (uint32_t *)run->tokens.start.data + a, 4 * length);
        memcpy(end, (uint32_t *)run->tokens.end.data + a, 4 * length);
        memcpy(id, (uint64_t *)run->tokens.id.data + a, 8 * length);
        memcpy(quoted, (uint8_t *)r->inside_quotation.data + a, length);
        memcpy(initial, initials_at(run, r, a), length);
        start += length, end += length, id += length, quoted += length, initial += length;
    }
    r->tokens += count;
    return CORE_OK;
}

static int keep_cues(core_run *run, depth_round *r, size_t sentence_base) {
    const uint8_t *kept = (const uint8_t *)run->cue_kept.data;
    uint32_t *start = room_behind(run, &r->cue_start, r->cues, run->cues, 4);
    uint32_t *end = room_behind(run, &r->cue_end, r->cues, run->cues, 4);
    uint32_t *sentence = room_behind(run, &r->cue_sentence, r->cues, run->cues, 4);
    if (!start || !end || !sentence) return run->failed;
    for (size_t k = 0, at = 0; k < run->cues; k++) {
        if (!kept[k]) continue;
        uint32_t own = ((uint32_t *)run->cue_sentence.data)[k];
        size_t shift = first_token(r, r->sentences + own) - ((uint32_t *)run->first.data)[own];
        start[at] = (uint32_t)(((uint32_t *)run->cue_start.data)[k] + shift);
        end[at] = (uint32_t)(((uint32_t *)run->cue_end.data)[k] + shift);
        sentence[at++] = (uint32_t)sentence_base + own;
        r->cues++;
    }
    return CORE_OK;
}

int depth_keep_sentences(core_run *run, size_t sentence_base) {
    depth_round *r = run->request->round;
    if (note_initials(run, r) || outline_sentences(run, r) || keep_tokens(run, r) || keep_cues(run, r, sentence_base)) return run->failed;
    r->sentences += run->sentences;
    return CORE_OK;
}

void depth_release(depth_round *r, core_memory memory) {
    core_buffer *own[] = {
        &r->inside_quotation, &r->initials, &r->start, &r->end, &r->id, &r->initial, &r->quoted,
        &r->first, &r->length, &r->owner, &r->kept, &r->signalled, &r->if_short, &r->role, &r->heading, &r->room,
        &r->cue_start, &r->cue_end, &r->cue_sentence,
    };
    for (size_t k = 0; k < sizeof own / sizeof *own; k++) {
        if (own[k]->data) memory.resize(memory.context, own[k]->data, own[k]->capacity, 0);
        memset(own[k], 0, sizeof *own[k]);
    }
}
