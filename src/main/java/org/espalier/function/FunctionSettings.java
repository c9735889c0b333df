package org.espalier.function;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.espalier.hocon.WrittenPlan;
import org.espalier.schedule.SchedulerSpec;
import org.espalier.search.Refinement;
import org.espalier.spec.BudgetPlan;
import org.espalier.spec.Origins;
import org.espalier.spec.PlannedCost;
import org.espalier.spec.ScheduleChoice;
import org.espalier.spec.SchedulePlan;
import org.espalier.spec.SettingTable;
import org.espalier.spec.SettingValues;
import org.espalier.spec.TuningPlan;
import org.espalier.study.EntryPoint;
import org.espalier.study.Fidelity;

/**
 * Settings of a study of a function, by name; unchecked until {@link FunctionProblems} is empty.
 *
 * @param values those that have a default or were set
 */
record FunctionSettings(Map<String, Object> values) {

  /** Beginning of messages. */
  static final String WHERE = "FunctionTuner";

  /** Defaults; a limit of 0 is none. */
  static final FunctionSettings USUAL = new FunctionSettings(defaults());

  FunctionSettings {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  private static Map<String, Object> defaults() {
    Map<String, Object> usual = new LinkedHashMap<>();
    usual.put("space", new FunctionSpace());
    usual.put("startPoints", List.of());
    usual.put("then", List.of());
    usual.put("simplicity", List.of());
    usual.putAll(SettingValues.typedUsual(EntryPoint.FUNCTION));
    return usual;
  }

  /** Values of the table's settings that were set. */
  SettingValues checked() {
    return SettingValues.ofTyped(
        EntryPoint.FUNCTION,
        name ->
            Optional.ofNullable(values.get(name))
                .filter(value -> !value.equals(USUAL.values.get(name))));
  }

  /** Plan with given values, in its written form. */
  WrittenPlan plan(SettingValues given) {
    return new WrittenPlan(given, space().space(), startPoints(), then(), simplicity());
  }

  static FunctionSettings of(WrittenPlan plan) {
    Map<String, Object> values = new LinkedHashMap<>(USUAL.values);
    plan.values().typed(values::put, values::remove);
    values.put("space", FunctionSpace.of(plan.space()));
    values.put("startPoints", plan.points());
    values.put("then", plan.then());
    values.put("simplicity", plan.simplicity());
    return new FunctionSettings(values);
  }

  FunctionSettings with(String name, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(values);
    changed.put(name, value);
    return new FunctionSettings(changed);
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  FunctionSpace space() {
    return value("space");
  }

  String text(String name) {
    return String.valueOf(this.<Object>value(name));
  }

  int whole(String name) {
    return this.<Number>value(name).intValue();
  }

  /** Bytes of files that a cell may leave. */
  long stateLimit() {
    return checked().longOrNone("state-limit").orElseThrow();
  }

  double real(String name) {
    return this.<Number>value(name).doubleValue();
  }

  List<Refinement> then() {
    return value("then");
  }

  /**
   * Names of parameters whose smaller values are simpler or, after a minus, whose larger values
   * are.
   */
  List<String> simplicity() {
    return value("simplicity");
  }

  List<Map<String, Object>> startPoints() {
    return value("startPoints");
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as the setters take it
  private <T> T value(String name) {
    Object value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("There is no setting '%s'.".formatted(name));
    }
    return (T) value;
  }

  /** Plan in the form of a job's; requires that each setting is valid by itself. */
  TuningPlan tuning() {
    TuningPlan plan =
        TuningPlan.of(
            checked(),
            this.<Number>value("seed").longValue(),
            whole("folds"),
            startPoints(),
            then(),
            new Origins(WHERE, Map.of(), SettingTable.names(EntryPoint.FUNCTION)));
    boolean ofSteps = whole("maxResource") > 1;
    SchedulePlan asked = plan.schedule();
    TuningPlan ofResource =
        plan.with(
            ofSteps
                ? asked.with(SchedulePlan.Resource.ITERATIONS, asked.min())
                : asked.with(SchedulePlan.Resource.FOLDS, OptionalLong.empty()));
    SchedulePlan schedule = chosen(ofResource);
    // A unit is a step, or where a ladder has folds alone, a call in full.
    long unit =
        schedule.ladderKind() == SchedulerSpec.LadderKind.FOLD_BY_FOLD ? whole("maxResource") : 1;
    BudgetPlan budget = plan.budget();
    return plan.with(
        schedule,
        budget.units().isEmpty()
            ? budget
            : budget.withUnits(Math.max(1, budget.units().getAsLong() / unit)));
  }

  /**
   * Schedule, which auto chooses by trials, steps and folds, because the cost of a call is unknown.
   */
  private SchedulePlan chosen(TuningPlan plan) {
    boolean isPossible = whole("minResource") <= whole("maxResource"); // or is a problem
    return isPossible
        ? new ScheduleChoice(
                plan,
                fullFidelity(),
                1,
                whole("trials"),
                0,
                PlannedCost.PROPORTIONAL,
                OptionalDouble.empty())
            .schedule()
        : plan.schedule();
  }

  /** Fidelity of a trial in full. A cell has one row. */
  Fidelity fullFidelity() {
    return new Fidelity(1, whole("folds"), OptionalInt.of(whole("maxResource")));
  }
}
