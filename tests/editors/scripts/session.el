;;; session.el --- A session of a person with the broken mesh  -*- lexical-binding: t; -*-

;;; Commentary:

;; What was seen goes to $RESULT as JSON.

;;; Code:

;; In Debian Eglot is a package of its own; since Emacs 29 it is part of Emacs.
(unless (locate-library "eglot")
  (dolist (folder (file-expand-wildcards "/usr/share/emacs/site-lisp/elpa*/*" t))
    (add-to-list 'load-path folder)))
(require 'json)
(require 'mesh-mode)
(require 'eglot)
(require 'xref)

(setq eglot-autoshutdown t
      eglot-sync-connect 20
      eglot-confirm-server-initiated-edits nil
      xref-prompt-for-identifier nil)

(defvar seen nil)

(defun saw (name value)
  "Keep VALUE under NAME."
  (push (cons name value) seen))

(defun wait (condition)
  "Wait until CONDITION holds, ten seconds at most."
  (let ((end (+ (float-time) 10)))
    (while (and (not (funcall condition)) (< (float-time) end))
      (accept-process-output nil 0.05))))

(defun go (line text)
  "Put point on the first TEXT of LINE."
  (goto-char (point-min))
  (forward-line (1- line))
  (search-forward text (line-end-position))
  (goto-char (match-beginning 0)))

(defun line-text (line)
  "The text of LINE."
  (save-excursion
    (goto-char (point-min))
    (forward-line (1- line))
    (buffer-substring-no-properties (line-beginning-position) (line-end-position))))

(defun byte-column (position)
  "How many bytes of UTF-8 stand before POSITION on its line."
  (save-excursion
    (goto-char position)
    (string-bytes (buffer-substring-no-properties (line-beginning-position) position))))

(defun shown (finding)
  "A FINDING of Flymake as a list."
  (let ((begin (flymake-diagnostic-beg finding)))
    (list (line-number-at-pos begin)
          (byte-column begin)
          (byte-column (flymake-diagnostic-end finding))
          (symbol-name (flymake-diagnostic-type finding))
          (substring-no-properties (flymake-diagnostic-text finding)))))

(defmacro step (name &rest body)
  "Run BODY, whose fault is kept with NAME.
Without a screen Emacs is never idle, which is when Eglot tells the server what was changed."
  (declare (indent 1))
  `(condition-case fault
       (progn
         (when (eglot-current-server)
           (eglot--signal-textDocument/didChange))
         ,@body)
     (error (saw 'fault (format "%s: %S" ,name fault)))))

(find-file "main.mesh")

(step 'connect
  (saw 'mode (symbol-name major-mode))
  (apply #'eglot (eglot--guess-contact))
  (saw 'server (plist-get (eglot--server-info (eglot-current-server)) :name)))

(step 'diagnostics
  (flymake-start)
  (wait #'flymake-diagnostics)
  (saw 'diagnostics (vconcat (mapcar #'shown (flymake-diagnostics)))))

(step 'code-action
  (go 5 "protokol")
  (cl-letf ((last-nonmenu-event ?a)
            ((symbol-function 'completing-read)
             (lambda (_prompt choices &rest _)
               (let ((titles (mapcar (lambda (choice) (if (consp choice) (car choice) choice)) choices)))
                 (saw 'actions (vconcat titles))
                 (cl-find-if (lambda (title) (string-match-p "protocol" title)) titles)))))
    (call-interactively #'eglot-code-actions))
  (wait (lambda () (not (string-match-p "protokol" (line-text 5)))))
  (saw 'mended (line-text 5)))

(step 'hover
  (go 10 "memory")
  (let (said)
    (eglot-hover-eldoc-function (lambda (text &rest _) (setq said text)))
    (wait (lambda () said))
    (saw 'hover (and said (substring-no-properties said)))))

(step 'definition
  (go 12 "在庫")
  (call-interactively #'xref-find-definitions)
  (wait (lambda () (= (line-number-at-pos) 5)))
  (saw 'definition (vector (line-number-at-pos) (substring-no-properties (thing-at-point 'symbol)))))

(step 'completion
  (go 12 "iant")
  (let ((found (eglot-completion-at-point)))
    (saw 'completion
         (vconcat (mapcar (lambda (choice) (string-trim (substring-no-properties choice)))
                          (all-completions "" (nth 2 found)))))))

(step 'rename
  (go 12 "在庫")
  (eglot-rename "stock")
  (wait (lambda () (string-match-p "stock" (line-text 12))))
  (saw 'renamed (vector (line-text 5) (line-text 12))))

(step 'format
  (eglot-format-buffer)
  (saw 'formatted (vconcat (split-string (buffer-substring-no-properties (point-min) (point-max)) "\n"))))

(let ((coding-system-for-write 'utf-8))
  (write-region (json-encode seen) nil (getenv "RESULT")))
(set-buffer-modified-p nil)
(kill-emacs)

;;; session.el ends here
