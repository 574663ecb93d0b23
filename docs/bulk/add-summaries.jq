# SPDX-License-Identifier: MIT
# The summaries of many runs as one: jq -s -f add-summaries.jq *.summary.json
def ranked: map(.[]) | group_by(.name) |
    map({name: .[0].name, count: (map(.count) | add)}) |
    sort_by(-.count, .name);
{
    schema: .[0].schema,
    judged: (map(.judged) | add),
    unjudged: (map(.unjudged) | add),
    outcomes: (map(.outcomes | to_entries[]) | group_by(.key) |
        map({(.[0].key): (map(.value) | add)}) | add),
    checks: (map(.checks) | ranked),
    aws_errors: (map(.aws_errors) | ranked),
    issuers: (map(.issuers) | ranked),
    keys: (map(.keys) | ranked)
}
