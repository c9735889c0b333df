package org.espalier.hocon;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.espalier.testing.GeneratedPage;
import org.junit.jupiter.api.Test;

/** The page of all settings, made from {@code reference.conf}. */
final class SettingsPagesTest {

  private static ReferencePage page() throws IOException {
    try (InputStream in =
        org.espalier.spec.SettingTable.class.getResourceAsStream("reference.conf")) {
      return ReferencePage.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void the_page_of_settings_is_as_the_reference() throws IOException {
    GeneratedPage.check("settings.md", "Settings", page().text());
  }

  @Test
  void every_default_is_on_it_under_its_path() throws IOException {
    List<String> paths = page().paths();
    SettingLayers.reference().toConfig().entrySet().stream()
        .filter(entry -> entry.getValue().valueType() != ConfigValueType.OBJECT)
        .forEach(entry -> assertThat(paths).contains(entry.getKey()));
    assertThat(paths)
        .doesNotHaveDuplicates()
        .contains("study", "learners", "data.source", "data.label", "data.item", "data.options");
  }
}
