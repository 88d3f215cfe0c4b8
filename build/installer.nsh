; Windows learns of strongroom:// from the installer, for the person who installs (docs/packaging.md).
!macro customInstall
  WriteRegStr SHCTX "Software\Classes\strongroom" "" "URL:Strongroom link"
  WriteRegStr SHCTX "Software\Classes\strongroom" "URL Protocol" ""
  WriteRegStr SHCTX "Software\Classes\strongroom\DefaultIcon" "" "$INSTDIR\${APP_EXECUTABLE_FILENAME},0"
  WriteRegStr SHCTX "Software\Classes\strongroom\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
!macroend

!macro customUnInstall
  DeleteRegKey SHCTX "Software\Classes\strongroom"
!macroend
