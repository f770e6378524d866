import Testing

@testable import StudentModel
