package org.espalier.report;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * File of a page: its body with style, data and scripts, without external resources.
 *
 * <p>Its content security policy allows only the two scripts whose digests it names, and no
 * requests.
 */
final class PageFile {
  private PageFile() {}

  /**
   * The file, to be written as UTF-8.
   *
   * @param data shared by the charts, as {@link Json} prints it
   */
  static String of(String title, Html body, Map<String, Object> data, Assets assets) {
    String script = assets.script(body.charts().stream().map(Chart::kind).distinct().toList());
    Html page = new Html().own("<!DOCTYPE html>").line().open("html", "lang", "en").line();
    page.open("head").line().open("meta", "charset", "utf-8").line();
    String policy = policy(List.of(assets.library(), script));
    page.open("meta", "http-equiv", "Content-Security-Policy", "content", policy).line();
    page.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1").line();
    page.open("meta", "name", "color-scheme", "content", "light dark").line();
    page.open("link", "rel", "icon", "href", "data:,").line();
    page.element("title", title + " · Espalier").line();
    page.open("style").own(assets.style()).close("style").line();
    page.close("head").line().open("body").line().own(body.toString());
    page.open("script", "type", "application/json", "id", "chart-data");
    page.own(Json.of(data(body, data))).close("script").line();
    page.open("script").own(assets.library()).close("script").line();
    page.open("script", "type", "module").own(script).close("script").line();
    return page.close("body").line().close("html").line().toString();
  }

  /** The shared data, and that of each chart under its key. */
  private static Map<String, Object> data(Html body, Map<String, Object> shared) {
    Map<String, Object> charts = new LinkedHashMap<>();
    for (Chart chart : body.charts()) {
      chart.data().ifPresent(data -> charts.put(chart.key(), data));
    }
    Map<String, Object> data = new LinkedHashMap<>(shared);
    data.put("charts", charts);
    return data;
  }

  /** Inline styles are allowed, as charts set their own; scripts must be the ones named. */
  private static String policy(List<String> scripts) {
    StringBuilder policy = new StringBuilder("default-src 'none'; style-src 'unsafe-inline'; ");
    policy.append("img-src data:; base-uri 'none'; form-action 'none'; script-src");
    for (String script : scripts) {
      policy.append(" 'sha256-").append(digest(script)).append("'");
    }
    return policy.toString();
  }

  static String digest(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }
}
