# Completes what is typed behind refgate, in fish. What stands between BEGIN
# and END is written by `make manual`.

# Whether these are the words before the cursor's: "check", "log verify".
function __refgate_verb
    set -l words (commandline -opc)
    set -l verb "$words[2]"
    if contains -- "$verb $words[3]" $__refgate_long
        set verb "$verb $words[3]"
    end
    test "$verb" = "$argv[1]"
end

function __refgate_refs
    git for-each-ref --format='%(refname:short)' refs/heads refs/tags \
        refs/remotes 2>/dev/null
end

function __refgate_rules
    printf '%s\n' $__refgate_rule_ids
end

# Of a list with commas the last one is completed.
function __refgate_ids
    set -l before (string match -r '.*,' -- (commandline -ct))
    printf "$before%s\n" all $__refgate_rule_ids
end

function __refgate_policies
    printf '%s\n' $__refgate_presets
end

complete -c refgate -f
# BEGIN fish
set -g __refgate_rule_ids annotated-tag approvals author change-size commit-date commit-form commit-message committer creation deletion file-content file-kinds file-size follow-up forbidden-content freeze frequency lifetime linear-history merge non-fast-forward paths push-certificate ref-name signature signed-off-by start-point tag-message tag-signature update version-order
set -g __refgate_presets common default incident launch-week recapio release-tag runbook
set -g __refgate_long 'policy lint' 'policy show' 'policy diff' 'policy test' 'policy schema' 'policy import' 'log verify' 'log anchor'
complete -c refgate -n '__refgate_verb ""' -a check -d 'what a push would meet, before it is pushed'
complete -c refgate -n '__refgate_verb ""' -a template -d 'the commit message template of a ref'
complete -c refgate -n '__refgate_verb ""' -a explain -d 'a rule, or the rules in force for a ref'
complete -c refgate -n '__refgate_verb ""' -a approve -d 'approve a commit, by a signed tag'
complete -c refgate -n '__refgate_verb ""' -a authorize -d 'sign for an emergency override'
complete -c refgate -n '__refgate_verb ""' -a policy -d 'lint and show policies'
complete -c refgate -n '__refgate_verb ""' -a replay -d 'what a policy would have refused so far'
complete -c refgate -n '__refgate_verb ""' -a import -d 'open and close an import window'
complete -c refgate -n '__refgate_verb ""' -a doctor -d 'what leaves the gate of a repository open'
complete -c refgate -n '__refgate_verb ""' -a log -d 'query and verify the audit log'
complete -c refgate -n '__refgate_verb ""' -a metrics -d 'what the audit logs say, for Prometheus'
complete -c refgate -n '__refgate_verb ""' -a report -d 'a page for auditors, from the audit log'
complete -c refgate -n '__refgate_verb ""' -a governed -d 'the refs that the policy governs'
complete -c refgate -n '__refgate_verb ""' -a record -d 'for install.sh: logs what it did'
complete -c refgate -n '__refgate_verb "check"' -l ref -x -a '(__refgate_refs)' -d 'the ref on the server'
complete -c refgate -n '__refgate_verb "check"' -l policy -r -F -a '(__refgate_policies)' -d 'a policy file, or the name of a shipped preset'
complete -c refgate -n '__refgate_verb "check"' -l as -x -d 'who pushes'
complete -c refgate -n '__refgate_verb "check"' -l pre-push -d 'reads what git gives to a pre-push hook'
complete -c refgate -n '__refgate_verb "check"' -l format -x -a 'human json sarif junit'
complete -c refgate -n '__refgate_verb "check"' -l color -x -a 'auto always never'
complete -c refgate -n '__refgate_verb "check"' -l help -d 'tells more'
complete -c refgate -n '__refgate_verb "check"' -a '(__refgate_refs)'
complete -c refgate -n '__refgate_verb "template"' -l policy -r -F -a '(__refgate_policies)' -d 'a policy file, or the name of a shipped preset'
complete -c refgate -n '__refgate_verb "template"' -l format -x -a 'human json'
complete -c refgate -n '__refgate_verb "template"' -l help -d 'tells more'
complete -c refgate -n '__refgate_verb "template"' -a '(__refgate_refs)'
complete -c refgate -n '__refgate_verb "explain"' -l as -x -d 'what this person may do'
complete -c refgate -n '__refgate_verb "explain"' -l policy -r -F -a '(__refgate_policies)' -d 'a policy file, or the name of a shipped preset'
complete -c refgate -n '__refgate_verb "explain"' -l format -x -a 'human json markdown'
complete -c refgate -n '__refgate_verb "explain"' -l help -d 'tells more'
complete -c refgate -n '__refgate_verb "explain"' -a 'override (__refgate_refs) (__refgate_rules)'
complete -c refgate -n '__refgate_verb "approve"' -l ref -x -a '(__refgate_refs)' -d 'where it goes, as the server calls it'
complete -c refgate -n '__refgate_verb "approve"' -l withdraw -d 'takes an approval of yours back'
complete -c refgate -n '__refgate_verb "approve"' -l remote -x -d 'else the branch'\''s, or origin'
complete -c refgate -n '__refgate_verb "approve"' -l repository -x -d 'as the server calls itself'
complete -c refgate -n '__refgate_verb "approve"' -l name -x -d 'last part of the name'
complete -c refgate -n '__refgate_verb "approve"' -l unsigned -d 'for servers that believe who pushes'
complete -c refgate -n '__refgate_verb "approve"' -l format -x -a 'human json'
complete -c refgate -n '__refgate_verb "approve"' -l help -d 'tells more'
complete -c refgate -n '__refgate_verb "approve"' -a '(__refgate_refs)'
complete -c refgate -n '__refgate_verb "authorize"' -l ref -x -a '(__refgate_refs)' -d 'where it goes'
complete -c refgate -n '__refgate_verb "authorize"' -l rules -x -a '(__refgate_ids)' -d 'ids of rules, with commas between, or all'
complete -c refgate -n '__refgate_verb "authorize"' -l expires -x -d 'in 30m, 2h, or at 2026-01-31T18:00:00Z'
complete -c refgate -n '__refgate_verb "authorize"' -l reason -x -d 'why'
complete -c refgate -n '__refgate_verb "authorize"' -l trailer -x -d '"Token'
complete -c refgate -n '__refgate_verb "authorize"' -l delete -d 'COMMIT is what REF is, and REF is to be deleted'
complete -c refgate -n '__refgate_verb "authorize"' -l remote -x -d 'else the branch'\''s, or origin'
complete -c refgate -n '__refgate_verb "authorize"' -l repository -x -d 'as the server calls itself'
complete -c refgate -n '__refgate_verb "authorize"' -l name -x -d 'last part of the name'
complete -c refgate -n '__refgate_verb "authorize"' -l format -x -a 'human json'
complete -c refgate -n '__refgate_verb "authorize"' -l help -d 'tells more'
complete -c refgate -n '__refgate_verb "authorize"' -a '(__refgate_refs)'
complete -c refgate -n '__refgate_verb "policy"' -l help -d 'tells more'
complete -c refgate -n '__refgate_verb "policy"' -a 'diff import lint schema show test'
complete -c refgate -n '__refgate_verb "policy lint"' -l format -x -a 'human json'
complete -c refgate -n '__refgate_verb "policy lint"' -l color -x -a 'auto always never'
complete -c refgate -n '__refgate_verb "policy lint"' -l help -d 'tells more'
complete -c refgate -n '__refgate_verb "policy lint"' -F
complete -c refgate -n '__refgate_verb "policy lint"' -a '(__refgate_policies)'
complete -c refgate -n '__refgate_verb "policy show"' -l format -x -a 'human json'
complete -c refgate -n '__refgate_verb "policy show"' -l help -d 'tells more'
complete -c refgate -n '__refgate_verb "policy show"' -F
complete -c refgate -n '__refgate_verb "policy show"' -a '(__refgate_policies)'
complete -c refgate -n '__refgate_verb "policy diff"' -l format -x -a 'human json'
complete -c refgate -n '__refgate_verb "policy diff"' -l help -d 'tells more'
complete -c refgate -n '__refgate_verb "policy diff"' -F
complete -c refgate -n '__refgate_verb "policy diff"' -a '(__refgate_policies)'
complete -c refgate -n '__refgate_verb "policy test"' -l filter -x -d 'only cases whose name holds TEXT'
complete -c refgate -n '__refgate_verb "policy test"' -l jobs -x -d 'so many at a time'
complete -c refgate -n '__refgate_verb "policy test"' -l format -x -a 'human tap junit json'
complete -c refgate -n '__refgate_verb "policy test"' -l color -x -a 'auto always never'
complete -c refgate -n '__refgate_verb "policy test"' -l help -d 'tells more'
complete -c refgate -n '__refgate_verb "policy test"' -F
complete -c refgate -n '__refgate_verb "policy test"' -a '(__refgate_policies)'
complete -c refgate -n '__refgate_verb "policy schema"' -l format -x -a 'human json' -d 'the same'
complete -c refgate -n '__refgate_verb "policy schema"' -l help -d 'tells more'
complete -c refgate -n '__refgate_verb "policy import"' -l format -x -a 'human json' -d 'human is the policy in YAML'
complete -c refgate -n '__refgate_verb "policy import"' -l help -d 'tells more'
complete -c refgate -n '__refgate_verb "policy import"' -F
complete -c refgate -n '__refgate_verb "replay"' -l ref -x -a '(__refgate_refs)' -d 'of which ref'
complete -c refgate -n '__refgate_verb "replay"' -l last -x -d 'the last N pushes'
complete -c refgate -n '__refgate_verb "replay"' -l since -x -d 'pushes since then'
complete -c refgate -n '__refgate_verb "replay"' -l policy -r -F -a '(__refgate_policies)' -d 'a policy file, or the name of a shipped preset'
complete -c refgate -n '__refgate_verb "replay"' -l log -d 'the pushes of the audit log'
complete -c refgate -n '__refgate_verb "replay"' -l format -x -a 'human json html'
complete -c refgate -n '__refgate_verb "replay"' -l help -d 'tells more'
complete -c refgate -n '__refgate_verb "replay"' -F
complete -c refgate -n '__refgate_verb "import"' -l for -x -d '30m, 2h, 1d'
complete -c refgate -n '__refgate_verb "import"' -l format -x -a 'human json'
complete -c refgate -n '__refgate_verb "import"' -l help -d 'tells more'
complete -c refgate -n '__refgate_verb "import"' -F
complete -c refgate -n '__refgate_verb "import"' -a 'close open status'
complete -c refgate -n '__refgate_verb "doctor"' -l all -r -F -d 'every repository below ROOT'
complete -c refgate -n '__refgate_verb "doctor"' -l sshd -r -F -d 'sshd'\''s configuration'
complete -c refgate -n '__refgate_verb "doctor"' -l no-push -d 'without the pushes, which take longest'
complete -c refgate -n '__refgate_verb "doctor"' -l format -x -a 'human json'
complete -c refgate -n '__refgate_verb "doctor"' -l color -x -a 'auto always never'
complete -c refgate -n '__refgate_verb "doctor"' -l help -d 'tells more'
complete -c refgate -n '__refgate_verb "doctor"' -F
complete -c refgate -n '__refgate_verb "log"' -l since -x -d '2026-11-20, 2026-11-20T09:00:00Z, or'
complete -c refgate -n '__refgate_verb "log"' -l until -x -d '2026-11-20, 2026-11-20T09:00:00Z, or how long ago'
complete -c refgate -n '__refgate_verb "log"' -l repo -x -d 'of this repository'
complete -c refgate -n '__refgate_verb "log"' -l ref -x -a '(__refgate_refs)' -d 'main, refs/heads/main, '\''hotfix/**'\'''
complete -c refgate -n '__refgate_verb "log"' -l user -x -d 'a login or an email address'
complete -c refgate -n '__refgate_verb "log"' -l rule -x -a '(__refgate_rules)' -d 'that found something, or was overridden'
complete -c refgate -n '__refgate_verb "log"' -l verdict -x -d 'denied, accepted'
complete -c refgate -n '__refgate_verb "log"' -l action -x -d 'policy-override, gate-bypassed, '
complete -c refgate -n '__refgate_verb "log"' -l push -x -d 'of this push'
complete -c refgate -n '__refgate_verb "log"' -l incident -x -d 'that an override or a commit names'
complete -c refgate -n '__refgate_verb "log"' -l approver -x -d 'of an override'
complete -c refgate -n '__refgate_verb "log"' -l commit -x -d 'a ref'\''s old or new value, or one that a rule found something in'
complete -c refgate -n '__refgate_verb "log"' -s n -l last -x -d 'the last N of them'
complete -c refgate -n '__refgate_verb "log"' -l format -x -a 'human json csv' -d 'human is the default'
complete -c refgate -n '__refgate_verb "log"' -l color -x -a 'auto always never'
complete -c refgate -n '__refgate_verb "log"' -l file -r -F -d 'this log and the files it was rotated to'
complete -c refgate -n '__refgate_verb "log"' -l identity-key -r -F -d 'where people are hashes in the log'
complete -c refgate -n '__refgate_verb "log"' -s v -l verbose -d 'with all that is known of each'
complete -c refgate -n '__refgate_verb "log"' -l help -d 'tells more'
complete -c refgate -n '__refgate_verb "log"' -F
complete -c refgate -n '__refgate_verb "log"' -a 'anchor verify'
complete -c refgate -n '__refgate_verb "log verify"' -l anchors -r -F -d 'hold it against these, too'
complete -c refgate -n '__refgate_verb "log verify"' -l key -r -F -d 'checkpoints count if one of these public keys (or ALLOWED SIGNERS) made them'
complete -c refgate -n '__refgate_verb "log verify"' -l file -r -F -d 'this log and the files it was rotated to'
complete -c refgate -n '__refgate_verb "log verify"' -l store -d 'records of many chains, as a store gives them'
complete -c refgate -n '__refgate_verb "log verify"' -l format -x -a 'human json'
complete -c refgate -n '__refgate_verb "log verify"' -l color -x -a 'auto always never'
complete -c refgate -n '__refgate_verb "log verify"' -l help -d 'tells more'
complete -c refgate -n '__refgate_verb "log verify"' -F
complete -c refgate -n '__refgate_verb "log anchor"' -l key -r -F -d 'a private SSH key without passphrase, in place of what the policy names'
complete -c refgate -n '__refgate_verb "log anchor"' -l format -x -a 'human json' -d 'json'
complete -c refgate -n '__refgate_verb "log anchor"' -l color -x -a 'auto always never'
complete -c refgate -n '__refgate_verb "log anchor"' -l help -d 'tells more'
complete -c refgate -n '__refgate_verb "log anchor"' -F
complete -c refgate -n '__refgate_verb "metrics"' -l all -r -F -d 'every repository below it that has a log'
complete -c refgate -n '__refgate_verb "metrics"' -s o -l output -r -F -d 'write to FILE, at once'
complete -c refgate -n '__refgate_verb "metrics"' -l format -x -a 'human json' -d 'human'
complete -c refgate -n '__refgate_verb "metrics"' -l help -d 'tells more'
complete -c refgate -n '__refgate_verb "metrics"' -F
complete -c refgate -n '__refgate_verb "report"' -s o -r -F -d 'write the page there, not to standard output'
complete -c refgate -n '__refgate_verb "report"' -l since -x -d '2026-11-20, 2026-11-20T09:00:00Z, or'
complete -c refgate -n '__refgate_verb "report"' -l until -x -d '2026-11-20, 2026-11-20T09:00:00Z, or how long ago'
complete -c refgate -n '__refgate_verb "report"' -l repo -x -d 'only of this repository'
complete -c refgate -n '__refgate_verb "report"' -l title -x -d 'the page'\''s title'
complete -c refgate -n '__refgate_verb "report"' -l anchors -r -F -d 'what was anchored elsewhere'
complete -c refgate -n '__refgate_verb "report"' -l key -r -F -d 'public keys that checkpoints are signed with'
complete -c refgate -n '__refgate_verb "report"' -l help -d 'tells more'
complete -c refgate -n '__refgate_verb "report"' -F
complete -c refgate -n '__refgate_verb "governed"' -l help -d 'tells more'
complete -c refgate -n '__refgate_verb "governed"' -F
complete -c refgate -n '__refgate_verb "record"' -l by -x -d 'who did it'
complete -c refgate -n '__refgate_verb "record"' -l format -x -a 'human json'
complete -c refgate -n '__refgate_verb "record"' -l help -d 'tells more'
complete -c refgate -n '__refgate_verb "record"' -F
complete -c refgate -n '__refgate_verb "record"' -a 'installed removed'
# END fish
