package org.espalier.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.espalier.space.Configuration;
import org.espalier.space.SearchSpace;
import org.espalier.study.Study;
import org.espalier.study.Trial;
import org.espalier.testing.SamplerContract;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Test;

final class RecordedSamplerTest extends SamplerContract {

  private final SobolSamplerTest inner = new SobolSamplerTest();

  @Override
  protected Sampler sampler() {
    Sampler then = inner.sampler();
    List<Configuration> first = proposals(then, 3);
    return new RecordedSampler(
        List.of(
            new Trial(0, first.get(0), "user"),
            new Trial(1, first.get(1), "user"),
            new Trial(2, first.get(2), "user")),
        then);
  }

  @Override
  protected SearchSpace space() {
    return inner.space();
  }

  @Test
  void does_not_ask_again_for_what_was_recorded() {
    Sampler counting =
        new Sampler() {
          @Override
          public String origin(Study study, int number) {
            return "new";
          }

          @Override
          public Optional<String> reason(Study study, int number) {
            return Optional.of("as %d was".formatted(number));
          }

          @Override
          public Optional<Configuration> propose(Study study, int number) {
            assertThat(number).isEqualTo(1);
            return Optional.empty();
          }

          @Override
          public OptionalLong limit(Set<Configuration> taken) {
            return OptionalLong.empty();
          }

          @Override
          public boolean readsOutcomes() {
            return true;
          }
        };
    Configuration recorded = new Configuration(java.util.Map.of("x", 1));
    Sampler sampler = new RecordedSampler(List.of(new Trial(0, recorded, Trial.DEFAULT)), counting);
    assertThat(sampler.propose(Studies.empty(1), 0)).contains(recorded);
    assertThat(sampler.propose(Studies.empty(1), 1)).isEmpty();
    assertThat(sampler.origin(Studies.empty(1), 0)).isEqualTo(Trial.DEFAULT);
    assertThat(sampler.origin(Studies.empty(1), 1)).isEqualTo("new");
    assertThat(sampler.reason(Studies.empty(1), 0)).isEmpty();
    assertThat(sampler.reason(Studies.empty(1), 1)).contains("as 1 was");
    assertThat(sampler.readsOutcomes()).isTrue();
  }
}
