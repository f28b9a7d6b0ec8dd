/* A bite of a round -> columns that are kept, and its sentences at first sight: hedging.depth.claims
   and the signals of hedging.depth.confidence. */
#include "depth.h"

/* Room for `count` values more behind `size` of them; NULL without memory. */
static void *room_behind(core_run *run, core_buffer *buffer, size_t size, size_t count, size_t width) {
    char *data = core_room(run, buffer, size + count, width);
    return data ? data + size * width : NULL;
}

int depth_keep_tokens(core_run *run) {
    depth_round *r = run->request->round;
    token_columns *own = &run->tokens;
    size_t count = own->count, size = r->tokens;
    uint32_t *start = room_behind(run, &r->start, size, count, 4);
    uint32_t *end = room_behind(run, &r->end, size, count, 4);
    uint64_t *id = room_behind(run, &r->id, size, count, 8);
    uint8_t *initial = room_behind(run, &r->initial, size, count, 1);
    uint8_t *quoted = room_behind(run, &r->quoted, size, count, 1);
    if (!start || !end || !id || !initial || !quoted) return run->failed;
    if (count == 0) return CORE_OK;
    const uint8_t *shape = (const uint8_t *)own->shape.data;
    memcpy(start, own->start.data, 4 * count);
    memcpy(end, own->end.data, 4 * count);
    memcpy(id, own->id.data, 8 * count);
    for (size_t k = 0; k < count; k++) initial[k] = class_of_shape(shape[k]);
    r->tokens += count;
    return find_quotations(run, r, quoted);
}

static int keep_cues(core_run *run, depth_round *r, size_t token_base, size_t sentence_base) {
    const uint8_t *kept = (const uint8_t *)run->cue_kept.data;
    uint32_t *start = room_behind(run, &r->cue_start, r->cues, run->cues, 4);
    uint32_t *end = room_behind(run, &r->cue_end, r->cues, run->cues, 4);
    uint32_t *sentence = room_behind(run, &r->cue_sentence, r->cues, run->cues, 4);
    if (!start || !end || !sentence) return run->failed;
    for (size_t k = 0, at = 0; k < run->cues; k++) {
        if (!kept[k]) continue;
        start[at] = (uint32_t)(token_base + ((uint32_t *)run->cue_start.data)[k]);
        end[at] = (uint32_t)(token_base + ((uint32_t *)run->cue_end.data)[k]);
        sentence[at++] = (uint32_t)(sentence_base + ((uint32_t *)run->cue_sentence.data)[k]);
        r->cues++;
    }
    return CORE_OK;
}

/* Whether the words of a sentence call for a closer look, in any document or in a short one: see
   `signalled`. */
static void find_signals(const depth_tables *t, const spoken_words *words, uint8_t *signalled, uint8_t *if_short) {
    int64_t sum = 0;
    int always = 0;
    for (size_t k = 0; k < words->count; k++) {
        int8_t weight = t->signals[words->id[k] >> (64 - SIGNAL_BITS)];
        sum += weight;
        always |= weight == (int8_t)t->numbers.always;
    }
    double score = t->signal_scale * (double)sum;
    *signalled = always || t->signal_bias + score > 0;
    *if_short = always || t->short_bias + score > 0;
}

static void add_roles(const int8_t *table, uint64_t feature, int32_t *sums) {
    const int8_t *row = table + ROLE_COLUMNS * (mix(feature) >> (64 - CLAIM_BITS));
    for (int k = 0; k < ROLE_COLUMNS; k++) sums[k] += row[k];
}

/* Adds up the weights of the words of a sentence, or of their classes: see `_features`. */
static void add_features(const depth_numbers *n, const int8_t *table, const uint64_t *id, size_t count, int32_t *sums) {
    uint64_t before = NO_TOKEN;
    for (size_t k = 0; k < count; k++) {
        add_roles(table, id[k] + n->word, sums);
        add_roles(table, mix(before + n->pair) + id[k], sums);
        before = id[k];
    }
    add_roles(table, mix(id[0] + n->first), sums);
    add_roles(table, mix(mix(id[0] + n->opening) + id[count > 1]), sums);
    add_roles(table, mix(id[count - 1] + n->last), sums);
    add_roles(table, id[count > 1] + n->second, sums);
}

/* What a sentence that may be no claim does, by the sums of its weights: see `sums` of claims. */
static uint8_t role_by_weights(const depth_tables *t, const core_tables *core, const spoken_words *words) {
    const depth_numbers *n = &t->numbers;
    int32_t sums[ROLE_COLUMNS] = {0};
    uint64_t classes[MOST_TOKENS];
    int best = 0;
    for (size_t k = 0; k < words->count; k++) classes[k] = class_id(t, core, words->id[k], words->initial[k]);
    add_features(n, t->claims, words->id, words->count, sums);
    add_features(n, t->claims + ((size_t)ROLE_COLUMNS << CLAIM_BITS), classes, words->count, sums);
    add_roles(t->claims, (words->count < n->most_length ? words->count : n->most_length) + n->length, sums);
    for (int k = 1; k < ROLES; k++)
        if (sums[k] > sums[best]) best = k;
    return (uint8_t)best;
}

/* What a sentence does: see `roles_of`. */
static uint8_t role_of(const depth_tables *t, const core_tables *core, const spoken_words *words) {
    const depth_numbers *n = &t->numbers;
    const uint64_t *id = words->id;
    size_t count = words->count;
    uint8_t role = 0;
    if (count == 0) return role;
    if (count <= n->most_tokens) {
        uint64_t openings[3] = {mix(id[0] + n->first), mix(mix(id[0] + n->opening) + id[count > 1]),
                                mix(id[count - 1] + n->last)};
        int may_be_other = count <= n->always_read || row_of(&t->openings, openings[0]) >= 0
            || row_of(&t->openings, openings[1]) >= 0 || row_of(&t->openings, openings[2]) >= 0;
        if (may_be_other) role = role_by_weights(t, core, words);
    }
    return id[count - 1] == n->question_mark && role == n->claim ? (uint8_t)n->question : role;
}

/* Whether a sentence looks like a heading: see `look_like_headings`. */
static uint8_t is_like_heading(const depth_tables *t, const spoken_words *words) {
    if (words->count == 0 || words->count > t->numbers.longest_heading || words->is_item) return 0;
    return !is_among(&t->final_marks, words->id[words->count - 1]);
}

int depth_keep_sentences(core_run *run, size_t token_base, size_t sentence_base) {
    depth_round *r = run->request->round;
    size_t count = run->sentences, size = r->sentences;
    uint32_t *first = room_behind(run, &r->first, size, count, 4);
    uint32_t *stop = room_behind(run, &r->stop, size, count, 4);
    uint32_t *origin = room_behind(run, &r->origin, size, count, 4);
    uint32_t *spoken = room_behind(run, &r->words, size, count, 4);
    uint8_t *signalled = room_behind(run, &r->signalled, size, count, 1);
    uint8_t *if_short = room_behind(run, &r->if_short, size, count, 1);
    uint8_t *role = room_behind(run, &r->role, size, count, 1);
    uint8_t *heading = room_behind(run, &r->heading, size, count, 1);
    if (!first || !stop || !origin || !spoken || !signalled || !if_short || !role || !heading) return run->failed;
    for (size_t s = 0; s < count; s++) {
        uint32_t a = ((uint32_t *)run->first.data)[s], b = ((uint32_t *)run->stop.data)[s];
        void *room = core_room(run, &r->room, room_for_words(b - a), 1);
        if (!room) return run->failed;
        first[s] = (uint32_t)token_base + a;
        stop[s] = (uint32_t)token_base + b;
        origin[s] = (uint32_t)run->request->document[((uint32_t *)run->owner.data)[s]];
        const uint64_t *id = (const uint64_t *)run->tokens.id.data + a;
        spoken_words words = find_spoken(r->tables, id, (uint8_t *)r->initial.data + first[s], b - a, room);
        spoken[s] = (uint32_t)words.count;
        find_signals(r->tables, &words, signalled + s, if_short + s);
        role[s] = role_of(r->tables, run->tables, &words);
        heading[s] = is_like_heading(r->tables, &words);
    }
    r->sentences += count;
    return keep_cues(run, r, token_base, sentence_base);
}

void depth_release(depth_round *r, core_memory memory) {
    core_buffer *own[] = {
        &r->start, &r->end, &r->id, &r->initial, &r->quoted, &r->first, &r->stop, &r->origin, &r->words,
        &r->signalled, &r->if_short, &r->role, &r->heading, &r->room, &r->cue_start, &r->cue_end, &r->cue_sentence,
    };
    for (size_t k = 0; k < sizeof own / sizeof *own; k++) {
        if (own[k]->data) memory.resize(memory.context, own[k]->data, own[k]->capacity, 0);
        memset(own[k], 0, sizeof *own[k]);
    }
}
