import Foundation

/// A document of sections, written as Markdown with pictures beside it or as one HTML file.
struct ReportDocument: Equatable, Sendable {
    struct Section: Equatable, Sendable {
        var title: String
        var paragraphs: [String] = []
        /// Rows of cells; the first is the heading. Text, no markup.
        var table: [[String]] = []
        var figures: [Figure] = []
    }

    struct Figure: Equatable, Sendable {
        enum Content: Equatable, Sendable {
            case plot(LinePlot)
            case picture(PNGPicture)
        }

        /// The file's name without extension.
        var name: String
        var caption: String
        var content: Content

        var fileName: String {
            switch content {
            case .plot: name + ".svg"
            case .picture: name + ".png"
            }
        }

        var fileBytes: [UInt8] {
            switch content {
            case .plot(let plot): Array(plot.svg.utf8)
            case .picture(let picture): picture.bytes
            }
        }
    }

    var title: String
    var sections: [Section]

    /// Markdown that refers to the pictures in `folder`.
    func markdown(picturesIn folder: String) -> String {
        var text = "# \(title)\n"
        for section in sections {
            text += "\n## \(section.title)\n"
            for paragraph in section.paragraphs { text += "\n\(paragraph)\n" }
            if !section.table.isEmpty {
                let cells = section.table.map { $0.map { $0.replacing("|", with: "\\|") } }
                text += "\n" + TextTable.markdown(cells)
            }
            for figure in section.figures {
                text += "\n![\(figure.caption)](\(folder)/\(figure.fileName))\n"
            }
        }
        return text
    }

    /// One file that needs nothing else, no network and no scripts.
    var html: String {
        var text = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(LinePlot.escaped(title))</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 16px/1.5 sans-serif; max-width: 60rem; margin: 2rem auto; }
            body { padding: 0 1rem; }
            table { border-collapse: collapse; display: block; overflow-x: auto; }
            th, td { border-bottom: 1px solid #8886; padding: .25rem .6rem; text-align: right; }
            th:first-child, td:first-child { text-align: left; }
            figure { margin: 1rem 0; } figcaption { font-size: .85rem; opacity: .8; }
            img { image-rendering: pixelated; width: 100%; max-height: 16rem; }
            img.square { width: 16rem; }
            code { font-size: .85em; }
            </style></head><body>
            <h1>\(LinePlot.escaped(title))</h1>

            """
        for section in sections {
            text += "<h2>\(LinePlot.escaped(section.title))</h2>\n"
            for paragraph in section.paragraphs {
                text += "<p>\(Self.withCode(paragraph))</p>\n"
            }
            text += Self.htmlTable(section.table)
            for figure in section.figures { text += Self.html(figure) }
        }
        return text + "</body></html>\n"
    }

    private static func html(_ figure: Figure) -> String {
        let caption = LinePlot.escaped(figure.caption)
        let content =
            switch figure.content {
            case .plot(let plot): plot.svg
            case .picture(let picture):
                "<img alt='\(caption)' src='\(picture.dataAddress)'"
                    + (picture.width == picture.height ? " class='square'>" : ">")
            }
        return "<figure>\(content)<figcaption>\(caption)</figcaption></figure>\n"
    }

    private static func htmlTable(_ rows: [[String]]) -> String {
        guard let heading = rows.first else { return "" }
        func row(_ cells: [String], _ tag: String) -> String {
            "<tr>" + cells.map { "<\(tag)>\(withCode($0))</\(tag)>" }.joined() + "</tr>\n"
        }
        return "<table>\n" + row(heading, "th")
            + rows.dropFirst().map { row($0, "td") }.joined() + "</table>\n"
    }

    /// `code` between backquotes, as in Markdown; everything else is text.
    private static func withCode(_ text: String) -> String {
        LinePlot.escaped(text).split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .map { $0 % 2 == 1 ? "<code>\($1)</code>" : String($1) }.joined()
    }
}
