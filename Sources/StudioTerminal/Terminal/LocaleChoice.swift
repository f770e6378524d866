import Glibc

/// The character set of the terminal, as the environment tells it.
public enum LocaleChoice {
    /// Whether text may be sent as UTF-8.
    ///
    /// No locale at all, as after a bare ssh or in a container, says nothing about the terminal, and
    /// nearly all of them speak UTF-8. A locale that is named and is another one is believed.
    public static func hasUTF8(_ environment: [String: String]) -> Bool {
        let named = ["LC_ALL", "LC_CTYPE", "LANG"].lazy
            .compactMap { environment[$0] }.first { !$0.isEmpty }
        guard let named else { return true }
        let lowercase = named.lowercased()
        return lowercase.contains("utf-8") || lowercase.contains("utf8")
    }

    /// Tells the C library to read keys as UTF-8, whatever the locale, since that is what terminals
    /// send. Best effort: without such a locale keys beyond ASCII are lost.
    static func useUTF8ForInput() {
        for name in ["", "C.UTF-8", "C.utf8", "en_US.UTF-8"] {
            guard setlocale(LC_CTYPE, name) != nil else { continue }
            if String(cString: nl_langinfo(Int32(CODESET))) == "UTF-8" { return }
        }
    }
}
