import Script
import Synthesis

/// What the outside world is asked to do; its answer comes back as a `Message`.
public enum Effect: Equatable, Sendable {
    /// Answered by `.scriptRead`; `after` is what was read before, from the text of that version.
    case readScript(text: String, version: Int, after: Dialogue, afterVersion: Int)

    /// Answered by `.fileOpened` or `.fileFailed`. The path may begin with “~”.
    case openFile(path: String)
    /// Answered by `.fileSaved`, `.fileFailed` or, where something else is there than expected
    /// and nothing was written, `.fileChangedOnDisk`.
    case saveFile(path: String, text: String, expected: ExpectedFile)
    /// Answered by `.folderListed` or `.fileFailed`; an empty path is the working folder.
    case listFolder(path: String)
    /// Answered by `.recoverySaved`; at most one at a time, the latest wins.
    case saveRecovery(text: String, path: String?, version: Int)
    /// Removes our own recovery file (nil), or one that was offered.
    case discardRecovery(identifier: String?)
    /// Opens the sample of the first run: `.fileOpened` with a path in the samples folder.
    case openSample

    /// Changed turns are rendered anew, the others kept.
    case setScript(Dialogue, Cast)
    case player(PlayerOrder)
    /// Speaks a short text with a voice, beside the script.
    case audition(Voice, text: String)
    case setOutput(OutputChoice)
    /// Answered by `.devicesListed`.
    case listDevices
    /// Answered by `.streamStarted` or `.player(.problem)`.
    case startStream(port: Int, host: String)

    /// Answered by `.renderProgress` and `.renderFinished` or `.renderFailed`.
    case renderToFile(path: String, Dialogue, Cast)
    case cancelRender

    case copyToClipboard(String)
    /// Answered by `.themeLoaded` or `.themeFailed`.
    case loadTheme(name: String)
    /// Answered by `.themesListed`.
    case listThemes
    /// Answered by `.castImported` or `.fileFailed`.
    case importCast(path: String)
    /// Answered by `.castExported` or `.fileFailed`.
    case exportCast(path: String, Cast)
    case saveSettings(StudioSettings)
    /// Answered by `.notice` or `.fileFailed`.
    case savePicture(path: String)

    /// A `.tick` is wanted after so many seconds.
    case wakeIn(seconds: Double)
    /// Draws everything anew, as after noise on the line.
    case redraw
    case suspend
    /// Ends the studio, keeping the recovery file only if `keepRecovery`.
    case quit(keepRecovery: Bool)
}

/// What a save may write over.
public enum ExpectedFile: Equatable, Sendable {
    /// The file that was read or written last.
    case unchanged(FileStamp)
    /// Nothing: the file is new.
    case absent
    /// Whatever is there: someone has agreed.
    case anything
}
