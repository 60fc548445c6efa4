;;; indentation.el --- Indent a file whose lines have lost their blanks  -*- lexical-binding: t; -*-

;;; Code:

(require 'mesh-mode)
(find-file "main.mesh")
(indent-region (point-min) (point-max))
(let ((coding-system-for-write 'utf-8))
  (write-region nil nil (getenv "RESULT")))

;;; indentation.el ends here
