;;; mode.el --- What Emacs says of the mode itself, and what the mode knows of a mesh  -*- lexical-binding: t; -*-

;;; Code:

(require 'checkdoc)
(require 'imenu)
(require 'json)

(setq byte-compile-dest-file-function
      (lambda (source) (expand-file-name (concat (file-name-nondirectory source) "c") "~")))

(defun complaints (name)
  "What the compiler and checkdoc say of the file NAME."
  (let* ((file (locate-library (concat name ".el")))
         (found nil)
         (byte-compile-log-warning-function
          (lambda (text &rest _) (push (format "%s: %s" name text) found))))
    (byte-compile-file file)
    (let ((checkdoc-create-error-function
           (lambda (text &rest _) (push (format "%s: %s" name text) found) nil)))
      (with-current-buffer (find-file-noselect file)
        (checkdoc-current-buffer t)))
    found))

(defun typed ()
  "A mesh as it stands after somebody has typed it."
  (with-temp-buffer
    (mesh-mode)
    (electric-indent-mode 1)
    (dolist (character (append "service web {\nport = 8080\nroute \"/*\" {\nmethod = [\nGET,\n]\n}\n}\n# end" nil))
      (let ((last-command-event character))
        (if (eq character ?\n) (newline nil t) (self-insert-command 1))))
    (split-string (buffer-string) "\n")))

(defun first-line-as-comment ()
  "The first line of the buffer after `comment-line'."
  (goto-char (point-min))
  (comment-line 1)
  (goto-char (point-min))
  (buffer-substring-no-properties (point) (line-end-position)))

(let ((said (vconcat (complaints "mesh-words") (complaints "mesh-mode"))))
  (require 'mesh-mode)
  (find-file "main.mesh")
  (let* ((index (imenu--make-index-alist t))
         (services (mapcar #'car (cdr (assoc "Service" index))))
         (missing (condition-case fault
                      (let ((exec-path nil)) (mesh--server))
                    (user-error (cadr fault))))
         (coding-system-for-write 'utf-8))
    (write-region
     (json-encode `((said . ,said)
                    (services . ,(vconcat services))
                    (missing . ,missing)
                    (server . ,(vconcat (mesh--server)))
                    (typed . ,(vconcat (typed)))
                    (comment . ,(first-line-as-comment))))
     nil (getenv "RESULT")))
  (set-buffer-modified-p nil))

;;; mode.el ends here
