package org.espalier.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SuggestionTest {

  @Test
  void counts_inserted_deleted_replaced_and_swapped_letters() {
    assertThat(Suggestion.distance("label", "label")).isZero();
    assertThat(Suggestion.distance("label", "Label")).isZero();
    assertThat(Suggestion.distance("lable", "label")).isEqualTo(1);
    assertThat(Suggestion.distance("labl", "label")).isEqualTo(1);
    assertThat(Suggestion.distance("", "abc")).isEqualTo(3);
    assertThat(Suggestion.distance("kitten", "sitting")).isEqualTo(3);
  }

  @Test
  void names_the_nearest_and_the_first_of_equals() {
    assertThat(Suggestion.nearest("incom", List.of("age", "income", "incomes"))).hasValue("income");
    assertThat(Suggestion.nearest("ab", List.of("ac", "ad"))).hasValue("ac");
    assertThat(Suggestion.nearest("zebra", List.of("age", "income"))).isEmpty();
  }

  @Test
  void lists_what_is_known_if_nothing_is_near_and_not_more_than_a_line_holds() {
    assertThat(Suggestion.of("zebra", List.of("age", "income"))).isEqualTo("one of age, income");
    assertThat(Suggestion.of("incom", List.of("income"))).isEqualTo("did you mean 'income'?");
    List<String> many = IntStream.range(0, 20).mapToObj(i -> "column" + i).toList();
    assertThat(Suggestion.of("z", many)).endsWith("column10, column11, …");
  }

  @Test
  void a_word_of_another_library_means_a_metric_of_ours() {
    for (String word : new String[] {"auc", "AUC", "roc-auc", "roc_auc", "areaUnderROC"}) {
      assertThat(Suggestion.metric(word)).as(word).contains("area-under-roc");
    }
    assertThat(Suggestion.metric("neg_log_loss")).contains("log-loss");
    assertThat(Suggestion.metric("acuracy")).contains("accuracy");
    assertThat(Suggestion.metric("profit")).isEmpty();
  }

  @Test
  void a_word_of_another_library_means_what_is_known_here() {
    List<String> forest = List.of("maxBins", "numTrees");
    assertThat(Suggestion.of("n_estimators", forest)).isEqualTo("did you mean 'numTrees'?");
    assertThat(Suggestion.of("n_estimators", List.of("maxIter"))).contains("maxIter");
    assertThat(Suggestion.of("n_estimators", List.of("tol"))).isEqualTo("one of tol");
    List<String> learners = List.of("linear-svc", "random-forest", "gradient-boosted-trees");
    assertThat(Suggestion.of("RandomForestClassifier", learners)).contains("'random-forest'");
    assertThat(Suggestion.of("xgboost", learners)).contains("'gradient-boosted-trees'");
    assertThat(Suggestion.of("svm", learners)).contains("'linear-svc'");
    assertThat(Suggestion.of("max", List.of("from", "to", "scale"))).contains("'to'");
  }

  @Test
  void a_text_in_place_of_a_number_is_a_share_a_grouped_number_or_a_range() {
    assertThat(Suggestion.number("20%")).isEqualTo("did you mean 0.2?");
    assertThat(Suggestion.number(" 12.50 % ")).isEqualTo("did you mean 0.125?");
    assertThat(Suggestion.number("1_000_000")).isEqualTo("did you mean 1000000?");
    for (String range : new String[] {"2..8", "2 to 8", "2...8", "2-8", "2:8"}) {
      assertThat(Suggestion.number(range)).as(range).isEqualTo("a range is { from = 2, to = 8 }");
    }
    assertThat(Suggestion.number("1e-4..1")).isEqualTo("a range is { from = 1e-4, to = 1 }");
    assertThat(Suggestion.number("1.2.3")).isEmpty();
    assertThat(Suggestion.number("many")).isEmpty();
  }
}
