package org.espalier.report.card;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.journal.ModelRefit;
import org.espalier.journal.StudyRecord;
import org.espalier.testing.EveryEvent;
import org.junit.jupiter.api.Test;

final class ModelCardTest {

  @Test
  void the_card_is_the_one_expected_to_the_byte() throws IOException {
    assertThat(SampleCard.markdown())
        .as("after a wanted change, SampleCard writes the file anew")
        .isEqualTo(Files.readString(SampleCard.GOLDEN));
  }

  @Test
  void what_a_person_must_add_is_marked_for_readers_and_for_programs() {
    List<String> all = List.of(CardAddition.values()).stream().map(CardAddition::key).toList();
    assertThat(SampleCard.card(Map.of(), Map.of()).toAdd()).isEqualTo(all);
    assertThat(SampleCard.markdown().split("To be added by a person:", -1)).hasSize(all.size() + 1);
    assertThat(CardAddition.in(SampleCard.markdown())).isEmpty();
  }

  @Test
  void what_a_person_added_stays_when_the_card_is_written_anew() {
    String written =
        SampleCard.markdown()
            .replaceAll(
                "(?s)(<!-- add: intended-use -->).*?(<!-- end -->)",
                "$1\n\nSorting letters.\n\n- *Not* replies. | $2")
            .replace("whom its mistakes harm", "Applicants whom its mistakes harm");
    Map<String, String> added = CardAddition.in(written);
    assertThat(added)
        .containsEntry("intended-use", "Sorting letters.\n\n- *Not* replies. |")
        .containsOnlyKeys("intended-use", "ethical-considerations");
    ModelCard anew = SampleCard.card(Map.of(), added);
    assertThat(anew.added()).isEqualTo(added);
    assertThat(anew.toAdd()).doesNotContain("intended-use").contains("caveats");
    assertThat(CardAddition.in(CardMarkdown.of(anew))).isEqualTo(added);
  }

  @Test
  void a_section_whose_comments_were_removed_is_to_be_added_again() {
    String broken = SampleCard.markdown().replace("<!-- end -->", "");
    assertThat(CardAddition.in(broken)).isEmpty();
    assertThat(CardAddition.in("")).isEmpty();
  }

  @Test
  void classes_are_left_out_where_names_are_hidden() {
    assertThat(SampleCard.card(Map.of(), Map.of()).evaluation().classes())
        .extracting(ModelCard.ClassQuality::name)
        .containsExactly("<=50K", ">50K");
    assertThat(SampleCard.card(Map.of("output.names", "hidden"), Map.of()).evaluation().classes())
        .isEmpty();
  }

  @Test
  void the_card_says_what_loads_a_model_that_plain_spark_does_not_load() {
    assertThat(packages(Map.of())).isEmpty();
    String learner = "gradient-boosted-trees";
    assertThat(packages(Map.of("learners[1].name", learner, "learners[1].type", "xgboost")))
        .hasValueSatisfying(text -> assertThat(text).contains("espalier[xgboost]"));
    assertThat(packages(Map.of("learners[1].name", "other", "learners[1].type", "xgboost")))
        .isEmpty();
    assertThat(packages(Map.of("features[0].type", "sound-features")))
        .hasValueSatisfying(
            text -> assertThat(text).contains("espalier.jar", "the package espalier as"));
  }

  private static Optional<String> packages(Map<String, String> settings) {
    return SampleCard.card(settings, Map.of()).model().packages();
  }

  @Test
  void the_card_says_that_no_score_is_of_a_model_that_was_fitted_on_all_rows() {
    ModelCard card = ModelCard.of(StudyRecord.of(EveryEvent.events()), Map.of(), Map.of());
    assertThat(card.model().refit()).hasValue(ModelRefit.of(301, 1.0 / 3));
    assertThat(card.limitations()).anyMatch(one -> one.contains("so no score is its own"));
    assertThat(CardMarkdown.of(card))
        .contains("| rows | The model was fitted again on all 301 rows");
  }

  @Test
  void texts_of_unknown_origin_mean_nothing_in_markdown() {
    ModelCard card = ModelCard.of(StudyRecord.of(EveryEvent.events()), Map.of(), Map.of());
    assertThat(CardMarkdown.of(card))
        .doesNotContain("</script>")
        .doesNotContain("\u0000")
        .contains("\\</script\\>")
        .contains("größe 模型");
  }
}
