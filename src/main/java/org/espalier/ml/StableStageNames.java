package org.espalier.ml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.Identifiable;
import org.espalier.spark.ParamValues;

/**
 * Names of stages that are the same in every process: the random part of a stage's uid is replaced
 * by a number, in the order of the estimator's stages of one kind.
 *
 * @param uids uids of all named stages, in order
 */
record StableStageNames(List<String> uids) {

  /** So that no uid is taken for the beginning of another. */
  private static final Comparator<String> LONGEST_FIRST =
      Comparator.comparing(String::length).reversed();

  /** What Spark adds to the kind of a stage if nobody chose its uid. */
  private static final Pattern RANDOM = Pattern.compile("_[0-9a-f]{12}$");

  StableStageNames {
    uids = List.copyOf(uids);
  }

  /** For stages of an estimator; what it does not hold comes last. */
  static StableStageNames of(Set<String> uids, Params estimator) {
    List<String> ordered = new ArrayList<>(stages(estimator).keySet());
    ordered.retainAll(uids);
    Set<String> strangers = new TreeSet<>(uids);
    ordered.forEach(strangers::remove);
    ordered.addAll(strangers);
    return new StableStageNames(ordered);
  }

  /** An estimator and all that its params hold, by uid, outer ones before inner ones. */
  static Map<String, Params> stages(Params estimator) {
    Map<String, Params> stages = new LinkedHashMap<>();
    ParamValues.stages(estimator)
        .forEach(stage -> stages.putIfAbsent(String.valueOf(stage.uid()), stage));
    return stages;
  }

  /** Beginning of a message about a stage: its uid if somebody chose it, or else its class. */
  static String where(Identifiable stage) {
    return RANDOM.matcher(stage.uid()).find() ? stage.getClass().getSimpleName() : stage.uid();
  }

  /** A param in a message where its stage is not at hand, likewise by its uid or by its kind. */
  static String where(String uid, String param) {
    return RANDOM.matcher(uid).replaceFirst("") + "." + param;
  }

  /** For example {@code logreg.regParam}. */
  String of(String uid, String param) {
    return of(uid) + "." + param;
  }

  /** For example {@code logreg}, or of several {@code logreg#2}. */
  String of(String uid) {
    String kind = kind(uid);
    List<String> alike = uids.stream().filter(other -> kind(other).equals(kind)).toList();
    return alike.size() > 1 ? kind + "#" + (alike.indexOf(uid) + 1) : kind;
  }

  /** A text in which names stand for uids, as in the names of columns that stages make. */
  String in(String text) {
    String named = text;
    for (String uid : uids.stream().sorted(LONGEST_FIRST).toList()) {
      named = named.replace(uid, of(uid));
    }
    return named;
  }

  private static String kind(String uid) {
    int end = uid.lastIndexOf('_');
    return end > 0 ? uid.substring(0, end) : uid;
  }
}
