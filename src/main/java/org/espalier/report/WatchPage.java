package org.espalier.report;

/** Page that shows another one in a frame, and loads that again when its version changes. */
public final class WatchPage {

  /** Seconds between two looks at the version. */
  private static final int LOOK = 5;

  private static final String SCRIPT =
      """
      let shown = null;
      async function look() {
        try {
          const answer = await fetch('version', { cache: 'no-store' });
          const version = await answer.text();
          document.body.classList.toggle('lost', !answer.ok);
          if (answer.ok && shown !== null && version !== shown) {
            document.querySelector('iframe').contentWindow.location.reload();
          }
          shown = answer.ok ? version : shown;
        } catch (gone) {
          document.body.classList.add('lost');
        }
      }
      look();
      setInterval(look, %d);
      """
          .formatted(LOOK * 1000);

  private static final String STYLE =
      """
      html, body { margin: 0; height: 100%; }
      iframe { border: 0; width: 100%; height: 100%; display: block; }
      p { display: none; margin: 0; padding: .4em 1em; font: 14px system-ui; background: #b42318; color: #fff; }
      .lost p { display: block; }
      """;

  private WatchPage() {}

  /**
   * The page, to be written as UTF-8.
   *
   * @param shown path of the page in the frame, next to {@code version}, whose text changes with it
   */
  public static String of(String title, String shown) {
    String policy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; connect-src 'self';"
            + " frame-src 'self'; base-uri 'none'; form-action 'none'; script-src 'sha256-"
            + PageFile.digest(SCRIPT)
            + "'";
    Html page = new Html().own("<!DOCTYPE html>").line().open("html", "lang", "en").line();
    page.open("head").line().open("meta", "charset", "utf-8").line();
    page.open("meta", "http-equiv", "Content-Security-Policy", "content", policy).line();
    page.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1").line();
    page.open("link", "rel", "icon", "href", "data:,").line();
    page.element("title", title + " · Espalier").line();
    page.open("style").own(STYLE).close("style").line();
    page.close("head").line().open("body").line();
    page.element("p", "The study cannot be read any more: this is its last state.").line();
    page.open("iframe", "src", shown, "title", title).close("iframe").line();
    page.open("script").own(SCRIPT).close("script").line();
    return page.close("body").line().close("html").line().toString();
  }
}
