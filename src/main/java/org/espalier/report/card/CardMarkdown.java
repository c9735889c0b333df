package org.espalier.report.card;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.espalier.analysis.RefitSentence;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.Summary;
import org.espalier.numeric.CountedNoun;
import org.espalier.report.view.DisplayLabels;
import org.espalier.report.view.FormattedNumber;
import org.espalier.spec.SafeText;
import org.espalier.study.Direction;

/** Printer of a model card as Markdown. */
public final class CardMarkdown {

  /** Columns that are listed. */
  private static final int COLUMNS = 20;

  /** Characters that mean something in Markdown or HTML. */
  private static final Pattern MARKUP = Pattern.compile("[\\\\`*_{}\\[\\]<>#|&~]");

  private final StringBuilder out = new StringBuilder();
  private final ModelCard card;
  private final int decimals;

  private CardMarkdown(ModelCard card) {
    this.card = card;
    this.decimals =
        card.evaluation()
            .winner()
            .map(Summary.Standing::crossValidated)
            .map(score -> FormattedNumber.decimals(score.mean(), score.stdError().orElse(0)))
            .orElse(0);
  }

  /** The card, to be written as UTF-8. */
  public static String of(ModelCard card) {
    return new CardMarkdown(card).print();
  }

  private String print() {
    out.append("# Model card: ").append(text(card.model().study())).append("\n\n");
    if (!card.toAdd().isEmpty()) {
      out.append("To be added by a person, between the comments of this file: ");
      out.append(String.join(", ", card.toAdd())).append(".\n\n");
    }
    model();
    added(CardAddition.OWNER, CardAddition.INTENDED_USE, CardAddition.OUT_OF_SCOPE_USE);
    data();
    added(CardAddition.DATA_ORIGIN, CardAddition.FACTORS);
    evaluation();
    search();
    out.append("## Limitations\n\n");
    card.limitations().forEach(sentence -> out.append("- ").append(text(sentence)).append('\n'));
    out.append(card.limitations().isEmpty() ? "The study itself knows of none.\n\n" : "\n");
    added(CardAddition.ETHICAL_CONSIDERATIONS, CardAddition.CAVEATS);
    return out.toString().stripTrailing() + "\n";
  }

  private void added(CardAddition... sections) {
    for (CardAddition section : sections) {
      out.append("## %s\n\n%s\n\n".formatted(section.title(), section.markdown(card.added())));
    }
  }

  private void model() {
    ModelCard.Model model = card.model();
    head("Model");
    row("study", model.study());
    row("date", model.date());
    row("status", model.status().key());
    if (!model.learner().isEmpty()) {
      row("learner", model.learner());
    }
    model.params().forEach((name, value) -> row(name, FormattedNumber.value(value).text()));
    model.iterations().ifPresent(number -> row("iterations", String.valueOf(number)));
    model.features().forEach(words -> row("features", words));
    model.refit().ifPresent(refit -> row("rows", RefitSentence.of(refit)));
    model.packages().ifPresent(needed -> row("loading", needed));
    row("made by", list(model.versions(), model.versions().size()));
    out.append('\n');
  }

  private void data() {
    ModelCard.Data data = card.data();
    StudyEvent.Folds folds = data.folds();
    head("Data");
    if (!data.source().isEmpty()) {
      row("source", data.source());
    }
    data.fingerprint()
        .ifPresent(
            rows -> {
              row("rows", FormattedNumber.count(rows.rows()).text());
              row("fingerprint", rows.digest());
            });
    row("training rows", FormattedNumber.count(folds.trainingRows()).text());
    row("held-out rows", FormattedNumber.count(folds.heldOutRows()).text());
    row(
        "folds",
        "%s by rule %s, largest skew of a class %s"
            .formatted(
                CountedNoun.of(folds.sizes().size(), "fold"),
                folds.rule(),
                FormattedNumber.percent(folds.largestSkew()).text()));
    out.append('\n');
    Map<String, String> columns =
        data.fingerprint().map(StudyEvent.Fingerprint::columns).orElse(Map.of());
    if (!columns.isEmpty()) {
      int more = columns.size() - COLUMNS;
      out.append("Columns: ").append(text(list(columns, COLUMNS)));
      out.append(more > 0 ? ", and %d more, which the JSON has.\n\n".formatted(more) : ".\n\n");
    }
  }

  private void evaluation() {
    ModelCard.Evaluation evaluation = card.evaluation();
    boolean larger = evaluation.metric().direction() == Direction.MAXIMIZE;
    head("Evaluation");
    row(
        "metric",
        "%s, %s is better".formatted(evaluation.metric().name(), larger ? "larger" : "smaller"));
    evaluation.winner().ifPresent(winner -> scores("", winner));
    evaluation.baseline().ifPresent(baseline -> scores("baseline, ", baseline));
    evaluation
        .improvement()
        .ifPresent(
            gain -> {
              row("gain, cross-validated", signed(gain.crossValidated()));
              gain.heldOut().ifPresent(held -> row("gain, held-out", signed(held)));
              gain.interval()
                  .ifPresent(
                      interval ->
                          row(
                              "95 % interval of it",
                              signed(interval.low()) + " to " + signed(interval.high())));
            });
    out.append('\n');
    classes(evaluation.classes());
  }

  private void classes(List<ModelCard.ClassQuality> classes) {
    if (classes.isEmpty()) {
      return;
    }
    out.append("By class, on held-out rows:\n\n");
    out.append("| class | rows | precision | recall |\n|---|---|---|---|\n");
    classes.forEach(
        one ->
            out.append(
                "| %s | %s | %s | %s |\n"
                    .formatted(
                        text(one.name()),
                        FormattedNumber.value(one.rows()).text(),
                        FormattedNumber.percent(one.precision()).text(),
                        FormattedNumber.percent(one.recall()).text())));
    out.append('\n');
  }

  private void search() {
    ModelCard.Search search = card.search();
    head("Search");
    row("sampler", search.sampler());
    row("scheduler", search.scheduler());
    row("seed", String.valueOf(search.seed()));
    row(
        "trials",
        search.trials().entrySet().stream()
            .map(state -> state.getValue() + " " + DisplayLabels.word(state.getKey()))
            .collect(Collectors.joining(", ")));
    row("task time", DisplayLabels.span(search.cost().taskSeconds()));
    row("wall time", DisplayLabels.span(search.cost().wallSeconds()));
    out.append('\n');
  }

  private void head(String title) {
    out.append("## %s\n\n| | |\n|---|---|\n".formatted(title));
  }

  private void row(String name, String value) {
    out.append("| %s | %s |\n".formatted(text(name), text(value)));
  }

  private void scores(String prefix, Summary.Standing standing) {
    Summary.CrossValidated score = standing.crossValidated();
    String error = score.stdError().stream().mapToObj(e -> " ± " + fixed(e)).findFirst().orElse("");
    row(prefix + "cross-validated", fixed(score.mean()) + error);
    standing.heldOut().ifPresent(held -> row(prefix + "held-out", fixed(held.score())));
  }

  private String fixed(double value) {
    return FormattedNumber.fixed(value, decimals).text();
  }

  private String signed(double value) {
    return FormattedNumber.signed(value, decimals).text();
  }

  private static String list(Map<String, String> pairs, int most) {
    return pairs.entrySet().stream()
        .limit(most)
        .map(pair -> pair.getKey() + " " + pair.getValue())
        .collect(Collectors.joining(", "));
  }

  /** Text on one line, without meaning in Markdown. */
  private static String text(String foreign) {
    return MARKUP
        .matcher(SafeText.line(foreign))
        .replaceAll(character -> Matcher.quoteReplacement("\\" + character.group()));
  }
}
