;;; colours.el --- A mesh with its colours  -*- lexical-binding: t; -*-

;;; Code:

(require 'mesh-mode)
(find-file "sample.mesh")
(font-lock-ensure)
(let ((position (point-min))
      (coding-system-for-write 'utf-8)
      pieces)
  (while (< position (point-max))
    (let* ((next (next-single-property-change position 'face nil (point-max)))
           (text (buffer-substring-no-properties position next))
           (face (get-text-property position 'face))
           (face (if (consp face) (car face) face)))
      (push (if face (format "<%s|%s>" (replace-regexp-in-string "^font-lock-\\|-face$" "" (symbol-name face)) text) text)
            pieces)
      (setq position next)))
  (write-region (apply #'concat (nreverse pieces)) nil (getenv "RESULT")))

;;; colours.el ends here
