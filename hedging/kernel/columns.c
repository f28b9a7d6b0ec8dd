/* What the stages have found -> columns that go out. */
#include "core.h"

/* Where the sentences of a slice stand in their documents. */
static int put_sentences(core_run *run) {
    size_t count = run->sentences;
    int64_t *start = core_append(run, SENTENCE_START, count);
    int64_t *end = core_append(run, SENTENCE_END, count);
    int64_t *document = core_append(run, SENTENCE_DOCUMENT, count);
    if (!start || !end || !document) return run->failed;
    const uint32_t *from = (const uint32_t *)run->from.data, *to = (const uint32_t *)run->to.data;
    const uint32_t *owner = (const uint32_t *)run->owner.data;
    for (size_t s = 0; s < count; s++) {
        size_t origin = run->request->document[owner[s]];
        start[s] = (int64_t)(from[s] - origin);
        end[s] = (int64_t)(to[s] - origin);
        document[s] = owner[s];
    }
    return CORE_OK;
}

/* The kinds of an entry of the model, or of an extra cue, whose entry is counted behind those. */
static inline kind_mask mask_of(const core_run *run, uint32_t entry) {
    uint32_t count = run->tables->entries.count;
    return entry < count ? run->tables->masks[entry] : run->request->custom->masks[entry - count];
}

static inline int is_one_kind(kind_mask mask) { return (mask & (mask - 1)) == 0; }

/* The cues that win where candidates overlap; the sentences of the slice begin with number `sentence_base`. */
static int put_cues(core_run *run, size_t sentence_base) {
    const uint8_t *kept = (const uint8_t *)run->cue_kept.data;
    const uint32_t *start = (const uint32_t *)run->tokens.start.data;
    const uint32_t *end = (const uint32_t *)run->tokens.end.data;
    const uint32_t *cue_start = (const uint32_t *)run->cue_start.data;
    const uint32_t *cue_end = (const uint32_t *)run->cue_end.data;
    const uint32_t *entry = (const uint32_t *)run->cue_entry.data;
    const uint32_t *sentence = (const uint32_t *)run->cue_sentence.data;
    const int32_t *choice = (const int32_t *)run->choice.data;
    size_t count = 0, choices = 0;
    for (size_t k = 0; k < run->cues; k++) {
        if (!kept[k]) continue;
        count++;
        choices += !is_one_kind(mask_of(run, entry[k]));
    }
    int64_t *out_start = core_append(run, CUE_START, count);
    int64_t *out_end = core_append(run, CUE_END, count);
    int64_t *out_sentence = core_append(run, CUE_SENTENCE, count);
    int32_t *out_sum = core_append(run, CUE_SUM, count);
    int32_t *out_choice = core_append(run, CHOICE_SUMS, choices * KINDS);
    kind_mask *out_mask = core_append(run, CUE_MASK, count);
    if (!out_start || !out_end || !out_sentence || !out_sum || !out_choice || !out_mask) return run->failed;
    size_t at = 0;
    for (size_t k = 0; k < run->cues; k++) {
        kind_mask mask = mask_of(run, entry[k]);
        const int32_t *own_choice = choice;
        choice += is_one_kind(mask) ? 0 : SUM_COLUMNS;
        if (!kept[k]) continue;
        if (!is_one_kind(mask)) {
            memcpy(out_choice, own_choice, KINDS * sizeof *out_choice);
            out_choice += KINDS;
        }
        size_t origin = run->request->document[((uint32_t *)run->owner.data)[sentence[k]]];
        out_start[at] = (int64_t)(start[cue_start[k]] - origin);
        out_end[at] = (int64_t)(end[cue_end[k] - 1] - origin);
        out_sentence[at] = (int64_t)(sentence_base + sentence[k]);
        out_sum[at] = ((int32_t *)run->cue_sum.data)[k];
        out_mask[at++] = mask;
    }
    return CORE_OK;
}

/* The sentences and the cues of a slice. */
int put_slice(core_run *run) {
    size_t sentence_base = run->columns[SENTENCE_START].size / 8;
    if (put_sentences(run)) return run->failed;
    return put_cues(run, sentence_base);
}
