import Testing

@testable import Listening

/// The HTML report as a file that stands alone.
@Suite struct ReportMarkupTests {
    private let html = ListeningReport(gradedStudy(exampleStudy(.acr))).html()

    @Test("every element that is opened is closed, in order")
    func balance() throws {
        var open: [Substring] = []
        for tag in html.matches(of: /<(\/?)([A-Za-z][A-Za-z0-9]*)([^>]*?)(\/?)>/) {
            let (_, slash, name, _, selfClosing) = tag.output
            guard name != "meta", selfClosing.isEmpty else { continue }
            if slash.isEmpty {
                open.append(name)
            } else {
                #expect(open.popLast() == name)
            }
        }
        #expect(open.isEmpty)
        #expect(html.contains("<circle ") && html.contains("<rect ") && html.contains("<line "))
    }

    @Test("nothing comes from elsewhere, and nothing runs")
    func alone() {
        for word in ["<script", "<link", "<img", "src=", "href=", "url(", "@import"] {
            #expect(!html.contains(word), "\(word)")
        }
    }

    @Test("without its style sheet every shape still has a colour", arguments: ["line", "rect"])
    func paint(shape: String) {
        let shapes = html.components(separatedBy: "<\(shape) ").dropFirst()
        #expect(!shapes.isEmpty)
        for text in shapes {
            let attributes = text.prefix { $0 != ">" }
            #expect(attributes.contains(shape == "line" ? " stroke=\"#" : " fill=\"#"))
        }
    }
}
