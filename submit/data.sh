#!/usr/bin/env bash
# Fetches the public tables that study files of conf name into the folder ESPALIER_DATA.
#
#   ESPALIER_DATA=data submit/data.sh [NAME...]
#
#   NAME  adult, bank_marketing, california_housing, diamonds, movielens_sample, noaa_weather, nycflights13, parkinsons,
#         skin_segmentation or sms_spam; all of them unless named
#
#   ESPALIER_DATA_MIRROR  an address with the tables in folders as those of ESPALIER_DATA, taken in place of the sources:
#                         https://mirror.example.com/tables or file:///srv/tables
#
# A table that is there and right stays as it is. What arrives is kept only if its SHA-256 is that of the table which the
# examples were written for; tables are compressed, and their content is compared. Of some tables no address is known that
# has this version: without a NAME they are listed and left out. The exit code is 1 if another table, or one that was named,
# is missing.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
source "$root/submit/common.sh"

# FILE, SHA-256 of its content, STEPS from the source to it, and the address of the source; "-" if none is known.
#   header=LINE  the first line is replaced        numbers  zeros at the end of numbers go
#   tabs         tabs become commas                top=LINE a line before the first one
tables() {
  local github=https://raw.githubusercontent.com
  local pycaret="$github/pycaret/datasets/6999ad055606031b6c24d26e5a0ed71fede11f5f/data/common"
  local uci=https://archive.ics.uci.edu/ml/machine-learning-databases
  cat << TABLES
adult/adult.csv.gz a0da4088924c92ff7d74343417ab93c0ed33c69f4e20c0ea6a9b187ca2b9428c header=age,workclass,education,education_num,marital_status,occupation,relationship,race,sex,capital_gain,capital_loss,hours_per_week,native_country,label $pycaret/income.csv
bank_marketing/bank.csv.gz 2b100ec58183c55e10316f60f3a4433c0886d2943be7e09afc4529321c64fd60 none $pycaret/bank.csv
california_housing/california_housing_train.csv.gz 7c4a06cf4ca76d4202188cd2421ea27fe025a88e4a19146101549a1be30e60a4 numbers,header=longitude,latitude,housing_median_age,total_rooms,total_bedrooms,population,households,median_income,median_house_value $github/thiskorea81/california_housing/ce8eda78cba101770cf39166cd0853e90a06a373/california_housing_train.csv
diamonds/diamonds.csv.gz 9574730b03aba241d899c4a97511c5061b19358fab89510774fb6c24168345c4 none $github/mwaskom/seaborn-data/71e2436a092d714350de0fc409ca8a8714e7e78f/diamonds.csv
movielens_sample/sample_movielens_ratings.txt b646341a16b49fd607c0bc699290fc528b6e05e313f67ede62ae8aec57a4fbda none $github/apache/spark/v4.1.0/data/mllib/als/sample_movielens_ratings.txt
noaa_weather/weather.csv.gz a13f06d686c297deae7508b999771204e308d8f2a12af24feb9431eb7770ace4 header=feat_1,feat_2,feat_3,feat_4,feat_5,feat_6,feat_7,feat_8,label $github/scikit-multiflow/streaming-datasets/f1eb9f068c3450233721c3beac6fb0e880e9e7d7/weather.csv
nycflights13/flights.csv.gz dfacd45c4c2c534cfe7d392026632c99ff58abda620ea70d037a49704a973d3f none -
nycflights13/planes.csv.gz 778962edec8339f6f6edb1d6506869f61cab573eda03d7e162d2899c76d04c1a none $github/tidyverse/nycflights13/df98ef215aa8216fe0838a0b8ac5bada646d814c/data-raw/planes.csv
parkinsons/parkinsons.csv.gz 3a8c68e9259208327b01aa080786ab7e0e3d62e5df9cc8ac44aa6d0fcc864915 header=subject,age,sex,test_time,motor_UPDRS,total_UPDRS,jitter_pct,jitter_abs,jitter_rap,jitter_ppq5,jitter_ddp,shimmer,shimmer_db,shimmer_apq3,shimmer_apq5,shimmer_apq11,shimmer_dda,nhr,hnr,rpde,dfa,ppe $pycaret/parkinsons.csv
skin_segmentation/skin.csv.gz 096745b3527c0e331e7c8e29b740ce9cdf5789b6153b2c78428e2e1b9b0bd13d tabs,top=B,G,R,label $uci/00229/Skin_NonSkin.txt
sms_spam/sms_spam.csv.gz 34bf860e131cfa847f2e89e8b14c389b1c89af21351a944ae6116403d62a32e3 none -
TABLES
}

# sum: prints the SHA-256 of its input; macOS has shasum.
sum() {
  if command -v sha256sum > /dev/null; then sha256sum; else shasum -a 256; fi | cut -d ' ' -f 1
}

# content FILE: prints it, unpacked if its name says that it is packed.
content() {
  case "$1" in *.gz) gzip -dc "$1" ;; *) cat "$1" ;; esac
}

# steps STEPS: from the source, on its input, to the table.
steps() {
  local text
  text="$(mktemp "$work/XXXXXX")"
  cat > "$text"
  case ",$1," in *,numbers,*)
    sed -E 's/(\.[0-9]*[1-9])0+(,|$)/\1\2/g; s/\.0+(,|$)/\1/g; s/(\.[0-9]*[1-9])0+(,|$)/\1\2/g; s/\.0+(,|$)/\1/g' "$text" > "$text.1"
    mv "$text.1" "$text" ;;
  esac
  case ",$1," in *,tabs,*) tr '\t' ',' < "$text" | sed 's/,2$/,0/' > "$text.1" && mv "$text.1" "$text" ;; esac
  case ",$1" in
    *,header=*) { echo "${1#*header=}" && sed 1d "$text"; } ;;
    *,top=*) { echo "${1#*top=}" && cat "$text"; } ;;
    *) cat "$text" ;;
  esac
}

[[ -n "${ESPALIER_DATA:-}" ]] || refuse "ESPALIER_DATA: is not set; the folder that the tables go to"
[[ "$ESPALIER_DATA" != *://* ]] || refuse "ESPALIER_DATA: must be a folder of this machine, but is '$ESPALIER_DATA'"
for tool in curl gzip; do
  command -v "$tool" > /dev/null || refuse "there is no $tool"
done
known="$(tables | sed 's:/.*::' | sort -u)"
for name in "$@"; do
  grep -qxF -e "$name" <<< "$known" || refuse "there is no table '$name'; ${known//$'\n'/, }"
done
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

missing=0 unknown=
while read -r file wanted how source; do
  [[ $# -eq 0 || " $* " == *" ${file%%/*} "* ]] || continue
  to="$ESPALIER_DATA/$file"
  if [[ -f "$to" && "$(content "$to" | sum)" == "$wanted" ]]; then
    say "$to: is there"
    continue
  fi
  wrong=
  if [[ -n "${ESPALIER_DATA_MIRROR:-}" ]]; then
    source="${ESPALIER_DATA_MIRROR%/}/$file"
    [[ "$source" == *://* ]] || source="file://$(realpath -m "$source")" # a folder of this machine
    how=mirror
  fi
  if [[ "$source" == - && $# -eq 0 ]]; then
    unknown+=" $file"
    continue
  elif [[ "$source" == - ]]; then
    wrong="no address is known that has this version; put it there, or name a mirror in ESPALIER_DATA_MIRROR"
  elif ! curl -sS --fail --location --proto '=https,file' --retry 2 -o "$work/$(basename "$file")" "$source" 2> "$work/curl.log"; then
    wrong="$source: $(sed -n 1p "$work/curl.log")"
  elif [[ "$how" == mirror ]]; then
    content "$work/$(basename "$file")" > "$work/table" || wrong="$source: cannot be unpacked"
  else
    steps "$how" < "$work/$(basename "$file")" > "$work/table"
  fi
  if [[ -z "$wrong" && "$(sum < "$work/table")" != "$wanted" ]]; then
    wrong="$source: its SHA-256 is $(sum < "$work/table") and not $wanted; nothing is kept"
  fi
  if [[ -n "$wrong" ]]; then
    say "$file: $wrong"
    missing=1
    continue
  fi
  mkdir -p "$(dirname "$to")"
  case "$to" in
    *.gz) gzip -nc "$work/table" > "$to.part" ;;
    *) cp "$work/table" "$to.part" ;;
  esac
  mv "$to.part" "$to"
  say "$to: fetched from $source"
done < <(tables)
[[ -z "$unknown" ]] ||
  say "left out, as no address is known that has these versions:$unknown; put them there, or name a mirror in ESPALIER_DATA_MIRROR"
exit "$missing"
