import CNcurses
import Studio
import TOMLKit
