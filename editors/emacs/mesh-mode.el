;;; mesh-mode.el --- Major mode for the mesh language  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: Apache-2.0
;; Keywords: languages
;; Version: 0.1.0
;; Package-Requires: ((emacs "28.1"))

;;; Commentary:

;; Colours, indentation and an index for files of the mesh language, and what Eglot needs to know
;; of its language server.  With
;;
;;     (add-to-list 'load-path "…/editors/emacs")
;;     (require 'mesh-mode)
;;     (add-hook 'mesh-mode-hook #'eglot-ensure)
;;
;; findings, completion, documentation, definitions, renaming and quick fixes come from
;; `meshc lsp', which `pip install "meshc[lsp]"' installs.

;;; Code:

(require 'mesh-words)

(defgroup mesh nil
  "Files of the mesh language."
  :group 'languages)

(defcustom mesh-indent-offset 2
  "Columns of one level of indentation; `meshc fmt' has two."
  :type 'integer
  :safe #'integerp)

(defcustom mesh-server-command '("meshc" "lsp")
  "What starts the language server."
  :type '(repeat string))

;;; Syntax

(defconst mesh--word "[[:alpha:]_][[:alnum:]_.-]*"
  "A name, dotted or not.")

(defconst mesh--number
  (concat "[0-9]+\\(?:\\.[0-9]+\\)?"
          (regexp-opt (append mesh-words-duration-units
                              mesh-words-size-units
                              (mapcar (lambda (unit) (concat "/" unit)) mesh-words-rate-units)
                              '("%")))
          "?")
  "A number with or without its unit.")

(defvar mesh-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?# "<" table)
    (modify-syntax-entry ?\n ">" table)
    (modify-syntax-entry ?\" "\"" table)
    (modify-syntax-entry ?\\ "\\" table)
    (modify-syntax-entry ?' "." table)
    (modify-syntax-entry ?` "." table)
    (modify-syntax-entry ?- "_" table)
    (modify-syntax-entry ?_ "_" table)
    (modify-syntax-entry ?. "_" table)
    (modify-syntax-entry ?% "_" table)
    (modify-syntax-entry ?/ "_" table)
    (modify-syntax-entry ?= "." table)
    (modify-syntax-entry ?\; "." table)
    table)
  "Syntax of the mesh language.")

(defun mesh--syntax-propertize (start end)
  "Mark the quotes of strings of several lines between START and END."
  (goto-char start)
  (while (re-search-forward "\"\"\"" end t)
    (let* ((quote (match-beginning 0))
           (state (save-excursion (syntax-ppss quote))))
      (cond
       ((nth 4 state))
       ((eq (nth 3 state) t)
        (unless (mesh--escaped-p quote)
          (put-text-property (1- (point)) (point) 'syntax-table (string-to-syntax "|"))))
       ((null (nth 3 state))
        (put-text-property quote (1+ quote) 'syntax-table (string-to-syntax "|")))))))

(defun mesh--escaped-p (position)
  "Whether an odd number of backslashes stands before POSITION."
  (save-excursion
    (goto-char position)
    (/= 0 (% (skip-chars-backward "\\\\") 2))))

(defun mesh--symbols (words)
  "A regular expression for WORDS that are not part of a longer name."
  (concat "\\_<" (regexp-opt words) "\\_>"))

(defun mesh--find-interpolation (limit)
  "Search for `${NAME}' in a string before LIMIT."
  (let (found)
    (while (and (not found) (re-search-forward "\\${[^}\"\n]*}" limit t))
      (let ((start (match-beginning 0)))
        (setq found (and (not (eq (char-before start) ?$))
                         (save-excursion (save-match-data (nth 3 (syntax-ppss start))))))))
    found))

(defvar mesh-font-lock-keywords
  `(("#+[ \t]*\\(meshc:[ \t]*allow\\_>.*\\)" 1 font-lock-preprocessor-face prepend)
    (mesh--find-interpolation 0 font-lock-variable-name-face prepend)
    ;; KEY = …
    (,(concat "\\(" (mesh--symbols (append mesh-words-settings mesh-words-kinds)) "\\)[ \t]*=")
     1 font-lock-variable-name-face)
    ;; … = WORD, [WORD, WORD], NAME(WORD)
    (,(concat "[=[,(][ \t\n]*\\(" (mesh--symbols mesh-words-constants) "\\)") 1 font-lock-constant-face)
    (,(concat "[=[,(][ \t\n]*\\(\\_<" (regexp-opt mesh-words-scopes) "\\)\\.") 1 font-lock-builtin-face)
    (,(concat "\\(" (mesh--symbols mesh-words-functions) "\\)(") 1 font-lock-function-name-face)
    ;; KIND LABEL {
    (,(concat "\\(?:^\\|[{;]\\)[ \t]*\\(" (mesh--symbols (append mesh-words-top-kinds mesh-words-kinds)) "\\)"
              "\\(?:[ \t]+\"[^\"\n]*\"\\)?\\(?:[ \t]+\\(" mesh--word "\\)\\)?")
     (1 font-lock-keyword-face)
     (2 font-lock-type-face nil t))
    (,(concat "\\_<" mesh--number "\\_>") . font-lock-constant-face)
    (,(mesh--symbols mesh-words-status-classes) . font-lock-constant-face))
  "Colours of the mesh language.")

;;; Indentation

(defun mesh-indent-line ()
  "Indent the line as `meshc fmt' does.
That is one level more than the line of the bracket around it."
  (interactive)
  (let ((indentation (save-excursion (mesh--indentation))))
    (when indentation
      (if (<= (current-column) (current-indentation))
          (indent-line-to indentation)
        (save-excursion (indent-line-to indentation))))))

(defun mesh--indentation ()
  "Return the column at which the line begins.
Nil means a string of several lines, which stays as it is."
  (back-to-indentation)
  (let ((is-end (memq (char-after) '(?\} ?\] ?\))))
        (state (syntax-ppss (line-beginning-position))))
    (cond
     ((nth 3 state) nil)
     ((nth 1 state)
      (goto-char (nth 1 state))
      (+ (current-indentation) (if is-end 0 mesh-indent-offset)))
     (t 0))))

;;; Index

(defconst mesh-imenu-generic-expression
  (mapcar (lambda (kind)
            (list (capitalize kind)
                  (concat "^" kind "[ \t]+\\(\"[^\"\n]+\"\\|" mesh--word "\\)")
                  1))
          '("service" "gateway" "external" "client" "policy" "param" "overlay" "target" "test"))
  "The blocks at the top of a file, by kind.")

;;; Mode

;;;###autoload
(define-derived-mode mesh-mode prog-mode "Mesh"
  "Major mode for the mesh language."
  :syntax-table mesh-mode-syntax-table
  (setq-local comment-start "# ")
  (setq-local comment-start-skip "#+[ \t]*")
  (setq-local comment-end "")
  (setq-local font-lock-defaults '(mesh-font-lock-keywords))
  (setq-local syntax-propertize-function #'mesh--syntax-propertize)
  (setq-local indent-line-function #'mesh-indent-line)
  (setq-local indent-tabs-mode nil)
  (setq-local electric-indent-chars (append "}])" electric-indent-chars))
  (setq-local imenu-generic-expression mesh-imenu-generic-expression)
  (setq-local compile-command "meshc validate --output-format concise"))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.mesh\\'" . mesh-mode))

;;; Language server

(defvar eglot-server-programs)

(defun mesh--server (&optional _interactive)
  "Return the command of the language server.
Where it is missing, signal an error that tells how to install it."
  (unless (executable-find (car mesh-server-command))
    (user-error "%s is not found, so there are colours alone; install it: pip install \"meshc[lsp]\""
                (car mesh-server-command)))
  mesh-server-command)

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '(mesh-mode . mesh--server)))

(provide 'mesh-mode)

;;; mesh-mode.el ends here
