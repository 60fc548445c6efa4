#!/usr/bin/env bash
# Sends the documents of one target to AWS, in the order of manifest.json.
#
#   apply.sh build/service-connect           the first deployment
#   apply.sh build/service-connect update    later ones: new task definitions and scaling, then the services
#
# Needs jq, and the AWS CLI with credentials of yours. Build with `--params` and `--set aws.region=…` first, so that
# only ids are left to fill in that exist once AWS has made something; they are kept in FOLDER.made.json.
set -euo pipefail

folder=${1%/}
phase=${2:-create}
made=$folder.made.json
[ -f "$made" ] || echo '{}' >"$made"

# CreatePrivateDnsNamespace -> create-private-dns-namespace
command_of() { sed 's/[A-Z]/-&/g; s/^-//' <<<"$1" | tr '[:upper:]' '[:lower:]'; }

remember() { # FILE ANSWER
  jq --arg file "$1" --argjson answer "$2" '.[$file] = $answer' "$made" >"$made.new" && mv "$made.new" "$made"
}

wait_for_namespace() { # OPERATION-ID -> the id of the namespace
  while :; do
    answer=$(aws servicediscovery get-operation --operation-id "$1")
    case $(jq -r .Operation.Status <<<"$answer") in
      SUCCESS) jq '{Id: .Operation.Targets.NAMESPACE}' <<<"$answer" && return ;;
      FAIL) jq -r .Operation.ErrorMessage <<<"$answer" >&2 && return 1 ;;
    esac
    sleep 2
  done
}

# Configurations that containers read from a bucket when they start. A key holds the digest of the file, so that tasks
# of an older definition still find theirs.
jq -c '.configurations[] | select(.upload)' "$folder/manifest.json" |
  while read -r step; do
    jq -e '.fill + .upload.fill == []' <<<"$step" >/dev/null ||
      { echo "$(jq -r .file <<<"$step") holds values that are not known: give them to meshc build" >&2 && exit 1; }
    aws s3 cp "$folder/$(jq -r .file <<<"$step")" "$(jq -r .upload.to <<<"$step")" </dev/null
  done

jq -c --arg phase "$phase" '.operations[]
  | select(.phase == $phase or .phase == "put")' "$folder/manifest.json" |
  while read -r step; do
    service=$(jq -r .service <<<"$step") operation=$(jq -r .operation <<<"$step") file=$(jq -r .file <<<"$step")
    body=$(jq --argjson step "$step" --slurpfile made "$made" '
      reduce $step.fill[] as $fill (.;
        setpath($fill.pointer | split("/")[1:] | map(tonumber? // .);
          $made[0][$fill.file // ""][$fill.value] // error("\($fill.value) is not known: give it to meshc build")))
    ' "$folder/$file")
    echo "$operation $file" >&2
    answer=$(aws "$service" "$(command_of "$operation")" --output json --cli-input-json "$body" </dev/null)
    case $operation in
      Create*Namespace) remember "$file" "$(wait_for_namespace "$(jq -r .OperationId <<<"$answer")")" ;;
      CreateService) [ "$service" = ecs ] || remember "$file" "$(jq '.Service | {Id, Arn}' <<<"$answer")" ;;
    esac
  done
