/* The caller's extra cues among those of the model: the twin of `resolve_cues` in hedging.engine.pipeline. */
#include "core.h"

typedef struct {
    uint32_t start, end, entry, sentence;
} extra_cue;

/* Finds the extra cues of the slice, the longest where they overlap, and sets them aside. */
int find_extra_cues(core_run *run) {
    run->extra_count = 0;
    if (find_candidates(run, run->request->custom, NULL)) return run->failed;
    int32_t *sum = core_room(run, &run->cue_sum, run->cues, 4);
    extra_cue *extra = core_room(run, &run->extra, run->cues, sizeof *extra);
    if (!sum || !extra) return run->failed;
    memset(sum, 0, run->cues * sizeof *sum); /* of equals, the longer is kept */
    if (resolve_overlaps(run)) return run->failed;
    for (size_t k = 0; k < run->cues; k++)
        if (((uint8_t *)run->cue_kept.data)[k])
            extra[run->extra_count++] = (extra_cue){
                ((uint32_t *)run->cue_start.data)[k], ((uint32_t *)run->cue_end.data)[k],
                ((uint32_t *)run->cue_entry.data)[k], ((uint32_t *)run->cue_sentence.data)[k],
            };
    return CORE_OK;
}

/* Puts the extra cues among the candidates, in the order of the text, and drops the candidates that overlap
   one. The last come first, so that none is overwritten before it has its new place. */
int join_extra_cues(core_run *run) {
    const extra_cue *extra = (const extra_cue *)run->extra.data;
    size_t k = run->cues, own = run->extra_count, count = own, at = k + own;
    uint32_t *start = core_room(run, &run->cue_start, at, 4), *end = core_room(run, &run->cue_end, at, 4);
    uint32_t *entry = core_room(run, &run->cue_entry, at, 4);
    uint32_t *sentence = core_room(run, &run->cue_sentence, at, 4);
    int32_t *sum = core_room(run, &run->cue_sum, at, 4);
    uint8_t *kept = core_room(run, &run->cue_kept, at, 1);
    if (!start || !end || !entry || !sentence || !sum || !kept) return run->failed;
    run->cues = at;
    while (count && at-- > 0) {
        if (own && (k == 0 || start[k - 1] < extra[own - 1].start)) {
            extra_cue cue = extra[--own];
            start[at] = cue.start;
            end[at] = cue.end;
            entry[at] = run->tables->entries.count + cue.entry;
            sentence[at] = cue.sentence;
            sum[at] = CUSTOM_SUM;
            kept[at] = 1;
            continue;
        }
        k--;
        int overlaps_before = own > 0 && extra[own - 1].end > start[k];
        int overlaps_after = own < count && extra[own].start < end[k];
        start[at] = start[k];
        end[at] = end[k];
        entry[at] = entry[k];
        sentence[at] = sentence[k];
        sum[at] = sum[k];
        kept[at] = kept[k] && !overlaps_before && !overlaps_after;
    }
    return CORE_OK;
}
