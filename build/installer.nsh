; What the installer tells Windows, for the person who installs (docs/packaging.md).
!macro customInstall
  WriteRegStr SHCTX "Software\Classes\strongroom" "" "URL:Strongroom link"
  WriteRegStr SHCTX "Software\Classes\strongroom" "URL Protocol" ""
  WriteRegStr SHCTX "Software\Classes\strongroom\DefaultIcon" "" "$INSTDIR\${APP_EXECUTABLE_FILENAME},0"
  WriteRegStr SHCTX "Software\Classes\strongroom\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  ; Windows Error Reporting takes no dump of it: its memory holds tokens and keys.
  WriteRegDWORD SHCTX "Software\Microsoft\Windows\Windows Error Reporting\ExcludedApplications" "${APP_EXECUTABLE_FILENAME}" 1
!macroend

!macro customUnInstall
  DeleteRegValue SHCTX "Software\Microsoft\Windows\Windows Error Reporting\ExcludedApplications" "${APP_EXECUTABLE_FILENAME}"
  DeleteRegKey SHCTX "Software\Classes\strongroom"
!macroend
