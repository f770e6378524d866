import Testing

@testable import StudioTerminal
