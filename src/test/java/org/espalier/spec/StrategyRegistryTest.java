package org.espalier.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.espalier.search.GridSampler;
import org.espalier.search.ListSampler;
import org.espalier.search.Sampler;
import org.espalier.search.SamplerSpec;
import org.espalier.search.StrategyTexts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StrategyRegistryTest {

  private static final StrategyTexts TEXTS = new StrategyTexts("what", "when", "cost", "source");

  @TempDir private Path jar;

  /** Sampler of another jar. */
  public static class Foreign implements SamplerSpec {
    @Override
    public String name() {
      return "foreign";
    }

    @Override
    public StrategyTexts texts() {
      return TEXTS;
    }

    @Override
    public Sampler create(Search search) {
      return new ListSampler(List.of(), name());
    }
  }

  /** One that takes a name that is known. */
  public static final class Grid extends Foreign {
    @Override
    public String name() {
      return "grid";
    }
  }

  /** One that no setting could name. */
  public static final class Spaced extends Foreign {
    @Override
    public String name() {
      return "two words";
    }
  }

  /** One that cannot be made. */
  public static final class Broken extends Foreign {
    public Broken() {
      throw new IllegalStateException("no licence");
    }
  }

  /** One of another version, that lacks a method. */
  public static final class Older extends Foreign {
    @Override
    public StrategyTexts texts() {
      throw new NoSuchMethodError("what()");
    }
  }

  /** The registry where a jar registers these. */
  private StrategyRegistry<SamplerSpec> registry(Class<?>... providers) throws IOException {
    Path services = Files.createDirectories(jar.resolve("META-INF/services"));
    List<String> names = List.of(providers).stream().map(Class::getName).toList();
    Files.write(services.resolve(SamplerSpec.class.getName()), names);
    URL[] urls = {jar.toUri().toURL()};
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(urls, getClass().getClassLoader())) {
      thread.setContextClassLoader(loader);
      StrategyRegistry<SamplerSpec> registry =
          new StrategyRegistry<>(SamplerSpec.class, List.of(GridSampler.SPEC));
      assertThat(registry.names()).contains("grid"); // reads the providers
      return registry;
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void a_strategy_of_another_jar_is_listed_after_our_own() throws Exception {
    StrategyRegistry<SamplerSpec> registry = registry(Foreign.class);
    assertThat(registry.names()).containsExactly("grid", "foreign");
    assertThat(registry.get("foreign")).isInstanceOf(Foreign.class);
    assertThat(registry.find("random")).isEmpty();
  }

  @Test
  void names_that_are_taken_or_malformed_are_refused_all_at_once() {
    assertThatThrownBy(() -> registry(Grid.class, Spaced.class))
        .isInstanceOf(InvalidStudyException.class)
        .hasMessage(
            """
            META-INF/services/%1$s: %2$s$Grid is named 'grid', as is %3$s
            META-INF/services/%1$s: %2$s$Spaced is named 'two words'; use lower-case letters, \
            digits and hyphens, a letter first\
            """
                .formatted(
                    SamplerSpec.class.getName(),
                    StrategyRegistryTest.class.getName(),
                    GridSampler.SPEC.getClass().getName()));
  }

  @Test
  void a_provider_that_cannot_be_made_is_named_with_the_cause() {
    assertThatThrownBy(() -> registry(Broken.class))
        .isInstanceOf(InvalidStudyException.class)
        .hasMessageContaining(Broken.class.getName())
        .hasMessageEndingWith("java.lang.IllegalStateException: no licence");
  }

  @Test
  void a_provider_that_cannot_say_what_it_is_is_refused_with_the_others() {
    assertThatThrownBy(() -> registry(Older.class, Grid.class))
        .isInstanceOf(InvalidStudyException.class)
        .hasMessageContaining("$Older cannot be used: java.lang.NoSuchMethodError: what()\n")
        .hasMessageContaining("$Grid is named 'grid'");
  }

  @Test
  void a_strategy_without_texts_is_refused() {
    assertThatThrownBy(() -> new StrategyTexts("what", "", "cost", "source"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("when to choose it ('')");
  }
}
